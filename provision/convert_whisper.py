"""CTranslate2 Whisper weights (model.bin, version 6, fp16) -> a Hugging Face folder; runs in .venv.

usage: python -m provision.convert_whisper SOURCE FOLDER
SOURCE holds model.bin and tokenizer.json. Layout of model.bin (CTranslate2, python/ctranslate2/specs/model_spec.py):
version u32, spec name, revision u32, count u32, then for each variable: name, rank u8, dims u32 x rank, dtype u8,
bytes u32, data; then aliases: count u32, pairs of names. A string is a u16 length and its bytes, ended by a zero.
"""

from __future__ import annotations

import json
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

Arrays = dict[str, npt.NDArray[Any]]
Weights = dict[str, torch.Tensor]

DTYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)
END_OF_TEXT, START = 50257, 50258
FIRST_TIMESTAMP, TIMESTAMPS = 50364, 1501
"""<|0.00|> … <|30.00|>, every 20 ms: the model knows them, the published tokenizer.json leaves them out."""


class Reader:
    """Walks over the bytes of model.bin."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def numbers(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def string(self) -> str:
        (length,) = self.numbers("H")
        raw = self.data[self.at : self.at + length]
        self.at += length
        return raw.rstrip(b"\0").decode()

    def array(self) -> npt.NDArray[Any]:
        (rank,) = self.numbers("B")
        dims = self.numbers("I" * rank)
        kind, size = self.numbers("B")[0], self.numbers("I")[0]
        dtype = np.dtype(DTYPES[kind])
        found = np.frombuffer(self.data, dtype, size // dtype.itemsize, self.at).reshape(dims)
        self.at += size
        return found


def read(path: Path) -> Arrays:
    """Every variable of a model.bin, aliases included. Raises ValueError when it is not a Whisper model."""
    reader = Reader(path.read_bytes())
    version = reader.numbers("I")[0]
    spec = reader.string()
    if version != 6 or spec != "WhisperSpec":
        raise ValueError(f"{path.name}: version {version} of {spec!r}, not version 6 of 'WhisperSpec'")
    _revision, count = reader.numbers("II")
    arrays = {reader.string(): reader.array() for _ in range(count)}
    for _ in range(reader.numbers("I")[0]):
        alias, original = reader.string(), reader.string()
        arrays[alias] = arrays[original]
    return arrays


def tensor(array: npt.NDArray[Any]) -> torch.Tensor:
    return torch.from_numpy(np.array(array, dtype=np.float32))


def pair(arrays: Arrays, source: str, target: str) -> Iterator[tuple[str, torch.Tensor]]:
    """A linear or convolution layer: weight and bias; or a layer norm: gamma and beta."""
    names = ("gamma", "beta") if f"{source}/gamma" in arrays else ("weight", "bias")
    for name, known in zip(names, ("weight", "bias"), strict=True):
        yield f"{target}.{known}", tensor(arrays[f"{source}/{name}"])


def stacked(arrays: Arrays, source: str, target: str, parts: str) -> Iterator[tuple[str, torch.Tensor]]:
    """Projections that CTranslate2 stacks in one matrix, cut apart («qkv» or «kv»); keys have no bias in Whisper."""
    weight, bias = arrays[f"{source}/weight"], arrays[f"{source}/bias"]
    size = weight.shape[1]
    for place, part in enumerate(parts):
        rows = slice(place * size, (place + 1) * size)
        yield f"{target}.{part}_proj.weight", tensor(weight[rows])
        if part != "k":
            yield f"{target}.{part}_proj.bias", tensor(bias[rows])
        elif np.abs(bias[rows]).max() > 0:
            raise ValueError(f"{source}: a bias on keys, which Whisper does not have")


def layer(arrays: Arrays, source: str, target: str) -> Iterator[tuple[str, torch.Tensor]]:
    """One transformer layer; cross attention where it has some."""
    own = f"{source}/self_attention"
    yield from pair(arrays, f"{own}/layer_norm", f"{target}.self_attn_layer_norm")
    yield from stacked(arrays, f"{own}/linear_0", f"{target}.self_attn", "qkv")
    yield from pair(arrays, f"{own}/linear_1", f"{target}.self_attn.out_proj")
    cross = f"{source}/attention"
    if f"{cross}/linear_0/weight" in arrays:
        yield from pair(arrays, f"{cross}/layer_norm", f"{target}.encoder_attn_layer_norm")
        yield from pair(arrays, f"{cross}/linear_0", f"{target}.encoder_attn.q_proj")
        yield from stacked(arrays, f"{cross}/linear_1", f"{target}.encoder_attn", "kv")
        yield from pair(arrays, f"{cross}/linear_2", f"{target}.encoder_attn.out_proj")
    yield from pair(arrays, f"{source}/ffn/layer_norm", f"{target}.final_layer_norm")
    yield from pair(arrays, f"{source}/ffn/linear_0", f"{target}.fc1")
    yield from pair(arrays, f"{source}/ffn/linear_1", f"{target}.fc2")


def depth(arrays: Arrays) -> int:
    return sum(1 for name in arrays if name.startswith("encoder/layer_") and name.endswith("/ffn/linear_0/weight"))


def weights(arrays: Arrays) -> Weights:
    """The state dict of transformers' WhisperForConditionalGeneration, fp32."""
    found: Weights = {
        "model.encoder.embed_positions.weight": tensor(arrays["encoder/position_encodings/encodings"]),
        "model.decoder.embed_positions.weight": tensor(arrays["decoder/position_encodings/encodings"]),
        "model.decoder.embed_tokens.weight": tensor(arrays["decoder/embeddings/weight"]),
        "proj_out.weight": tensor(arrays["decoder/projection/weight"]),
    }
    for name in ("conv1", "conv2"):
        found.update(pair(arrays, f"encoder/{name}", f"model.encoder.{name}"))
    for side in ("encoder", "decoder"):
        found.update(pair(arrays, f"{side}/layer_norm", f"model.{side}.layer_norm"))
        for place in range(depth(arrays)):
            found.update(layer(arrays, f"{side}/layer_{place}", f"model.{side}.layers.{place}"))
    return found


def save_model(arrays: Arrays, folder: Path) -> None:
    """config.json and model.safetensors. Raises RuntimeError (from torch) on a missing or unexpected weight."""
    from transformers import WhisperConfig, WhisperForConditionalGeneration

    state = weights(arrays)
    vocabulary, width = state["model.decoder.embed_tokens.weight"].shape
    layers, heads = depth(arrays), width // 64
    config = WhisperConfig(
        vocab_size=vocabulary, d_model=width, num_mel_bins=state["model.encoder.conv1.weight"].shape[1],
        encoder_layers=layers, decoder_layers=layers, encoder_attention_heads=heads, decoder_attention_heads=heads,
        encoder_ffn_dim=4 * width, decoder_ffn_dim=4 * width, bos_token_id=END_OF_TEXT, eos_token_id=END_OF_TEXT,
        pad_token_id=END_OF_TEXT, decoder_start_token_id=START,
    )  # fmt: skip
    model = WhisperForConditionalGeneration(config)
    model.load_state_dict(state, strict=True)
    model.eval().save_pretrained(folder)


def save_tokenizer(source: Path, folder: Path) -> None:
    """tokenizer.json with the time stamps added, tokenizer_config.json and preprocessor_config.json."""
    from transformers import WhisperFeatureExtractor

    tokenizer = json.loads(source.read_text(encoding="utf-8"))
    known = {token["id"] for token in tokenizer["added_tokens"]}
    plain = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized", "special"), False)
    for step in range(TIMESTAMPS):
        if FIRST_TIMESTAMP + step not in known:
            content = f"<|{step * 0.02:.2f}|>"
            tokenizer["added_tokens"].append({"id": FIRST_TIMESTAMP + step, "content": content} | plain)
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    end = "<|endoftext|>"
    settings = {
        "tokenizer_class": "WhisperTokenizer", "bos_token": end, "eos_token": end, "pad_token": end,
        "unk_token": end, "model_max_length": 1024, "errors": "replace", "add_prefix_space": False,
        "clean_up_tokenization_spaces": False,
    }  # fmt: skip
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=1), encoding="utf-8")
    WhisperFeatureExtractor(feature_size=80).save_pretrained(folder)


def main(source: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    save_model(read(source / "model.bin"), folder)
    save_tokenizer(source / "tokenizer.json", folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
