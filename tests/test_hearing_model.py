"""The French weights themselves: two looks agree on what a text is worth, together is as alone, 8 bits as 16."""

from __future__ import annotations

import pytest

from assistant.hearing import products
from assistant.hearing.doubt import FOREIGN, doubt
from assistant.hearing.whisper_model import GaveWay
from tests.fixtures_hearing import LIST, OPEN, sound


def test_a_text_weighed_again_is_as_probable_as_when_it_was_found(french):
    nothing = french.phrases(())
    found = french.texts([sound(OPEN)], [nothing], 4, twice=False)[0][0]
    cache = french._engine.encode([french._mel(sound(OPEN))])
    (again,) = french._weighed([found.tokens], cache.listening([0]))
    assert sum(again) == pytest.approx(found.said, abs=0.5)


def test_texts_that_begin_alike_are_weighed_as_each_alone(french):
    cache = french._engine.encode([french._mel(sound(name)) for name in (OPEN, LIST)])
    texts = ("ouvre le dossier de madame durand", "ouvre le dossier de madame du rang", "ouvre le dossier de madame")
    rows = [french.spelling.encoded(text) for text in texts]
    together = french._weighed(rows, cache.listening([0]))
    for row, logs in zip(rows, together, strict=True):
        assert len(logs) == len(row) + 1
        (alone,) = french._weighed([row], cache.listening([0]))
        assert logs == pytest.approx(alone, abs=0.1)
    assert sum(together[0]) == max(map(sum, together))


def test_heard_together_is_heard_as_alone(french):
    alone = [french.hear([sound(name)], [french.phrases(())], 4)[0].text for name in (OPEN, LIST)]
    together = french.hear([sound(OPEN), sound(LIST)], [french.phrases(())] * 2, 4)
    assert [said.text for said in together] == alone


def test_what_gives_way_is_not_heard(french):
    asked = []
    with pytest.raises(GaveWay):
        french.hear(
            [sound(OPEN)], [french.phrases(())], 1, twice=False, give_way=lambda: len(asked) > 2 or asked.append(0)
        )
    assert len(asked) == 3
    assert (
        french.hear([sound(OPEN)], [french.phrases(())], 1, twice=False)[0].text == "ouvre le dossier de madame durand"
    )


def test_eight_bits_say_what_sixteen_say(french, monkeypatch):
    light = french.hear([sound(LIST)], [french.phrases(())], 4)[0]
    monkeypatch.setattr(products, "FEW", 0)
    whole = french.hear([sound(LIST)], [french.phrases(())], 4)[0]
    assert light.text == whole.text
    assert light.log_probability == pytest.approx(whole.log_probability, abs=0.05)


def test_letters_that_french_has_not_are_written_without_their_accents(french):
    assert french.spelling.encoded("Velázquez") == french.spelling.encoded("velazquez")
    assert french.spelling.encoded("gonçalves") != french.spelling.encoded("goncalves")
    assert french.spelling.encoded("1954") is None


@pytest.mark.parametrize(
    ("voice", "words"),
    [
        ("en-GB", "Could you tell me where the waiting room is, please?"),
        ("en-US", "My daughter has had a fever since yesterday evening."),
        ("de-DE", "Ich habe seit gestern Abend starke Schmerzen im linken Bein."),
        ("es-ES", "Me duele mucho la cabeza desde ayer por la noche."),
        ("it-IT", "Mi scusi, dove posso trovare il reparto di cardiologia?"),
    ],
)
def test_another_language_is_not_written(french, voice, words):
    from py_nanotts import NanoTTS

    for freely in (False, True):
        (said,) = french.hear([NanoTTS().speak(words, voice=voice)], [french.phrases(())], 4, freely=freely)
        assert said.french < FOREIGN
        assert not said.text
        assert doubt(said, 3.0) == "foreign"


def test_two_languages_at_once_are_told_apart(french):
    from py_nanotts import NanoTTS

    english = NanoTTS().speak("My daughter has had a fever since yesterday evening.", voice="en-US")
    for sounds, place in (([sound(OPEN), english], 1), ([english, sound(OPEN)], 0)):
        for freely in (False, True):
            heard = french.hear(sounds, [french.phrases(())] * 2, 4, freely=freely)
            assert heard[place].french < FOREIGN < 0.8 < heard[1 - place].french
            assert [one.text for one in heard][1 - place] == "ouvre le dossier de madame durand"
            assert not heard[place].text


def test_french_is_known_as_such(french):
    assert all(one.french > 0.8 for one in french.hear([sound(OPEN), sound(LIST)], [french.phrases(())] * 2, 4))


def test_dictations_heard_together_are_heard_as_alone(french):
    alone = [french.hear([sound(name)], [french.phrases(())], 4, freely=True)[0].text for name in (OPEN, LIST)]
    together = french.hear([sound(OPEN), sound(LIST)], [french.phrases(())] * 2, 4, freely=True)
    assert [said.text for said in together] == alone
