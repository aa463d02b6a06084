"""Products in 8 bits against the same with whole weights."""

from __future__ import annotations

import pytest
import torch
from safetensors.torch import load_file

from assistant.hearing import products, second_opinion
from assistant.hearing.products import Light, Quick, Whole, light, packs, quick, weights
from assistant.hearing.second_opinion import softened
from assistant.hearing.weights import ADAPTERS
from tests.fixtures_hearing import FRENCH, OPEN, sound


@pytest.fixture
def given() -> tuple[torch.Tensor, torch.Tensor]:
    """Weights [24, 64] with an output of zeros, bias [24]."""
    torch.manual_seed(1)
    weight = torch.randn(24, 64)
    weight[3] = 0
    return weight, torch.randn(24)


@pytest.mark.parametrize("rows", [1, 4, 8, 40])
def test_a_light_product_is_the_product(given, rows):
    weight, bias = (each.bfloat16() for each in given)
    x = torch.randn(rows, 1, 64)
    exact = torch.nn.functional.linear(x, *given)
    for keep in (True, False):
        product = light(weight, bias, keep=keep)
        assert isinstance(product, Light)
        assert torch.allclose(product(x), exact, atol=0.25)
        assert product(x.bfloat16()).dtype == torch.bfloat16
    assert product(x)[..., 3].allclose(bias[3].float())


def test_weights_in_32_bits_stay_as_they_are(given):
    assert isinstance(light(*given), Whole)


@pytest.mark.skipif(not packs(), reason="this PyTorch has no product in 8 bits for this processor")
@pytest.mark.parametrize("rows", [1, 8, 40])
def test_a_quick_product_is_nearly_the_product(given, rows):
    product = quick(*given)
    x = torch.randn(rows, 1, 64)
    assert isinstance(product, Quick)
    assert torch.allclose(product(x), torch.nn.functional.linear(x, *given), atol=0.5)
    assert product(x)[..., 3].allclose(given[1][3])


def test_weights_that_are_packed_away_are_told(given):
    weight, bias = given
    assert weights(Whole(weight, bias)) == (weight, bias)
    for product in (light(weight.bfloat16(), bias.bfloat16(), keep=False), Quick(None)):
        with pytest.raises(TypeError, match="keeps no weights"):
            weights(product)


def test_without_such_products_the_second_opinion_reads_adapters_beside_its_weights(french, monkeypatch):
    adapters = load_file(FRENCH / ADAPTERS)
    tokens = french.spelling.encoded("ouvre le dossier de madame durand")
    mel = [french._mel(sound(OPEN))]

    def said() -> float:
        cache = softened(french._engine, adapters, 0.5).encode(mel)
        return sum(french._weighed([tokens], cache.listening([0]))[0])

    with_them = said()
    monkeypatch.setattr(second_opinion, "packs", lambda: False)
    assert said() == pytest.approx(with_them, abs=0.25)
    monkeypatch.setattr(products.platform, "machine", lambda: "aarch64")
    assert not packs()
