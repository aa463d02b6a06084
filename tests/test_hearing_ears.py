"""Sound of any usual format is read as 16 kHz PCM; what is not sound is refused with a clear code."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.errors import HearingError
from assistant.hearing.ears import FileEar, StreamEar
from assistant.hearing.listener import Listener, SpeechEnded, SpeechStarted, read_utterances
from assistant.hearing.segmenter import Limits
from assistant.hearing.vad import SileroDetector
from assistant.ports import Ear

AUDIO = Path(__file__).parent / "audio"
SENTENCE = AUDIO / "affiche-les-allergies.siwis.flac"
VARIANTS = sorted(AUDIO.glob("affiche-les-allergies.*"))


@pytest.fixture(scope="session")
def detector() -> SileroDetector:
    return SileroDetector()


async def whole(ear: Ear) -> np.ndarray:
    return np.frombuffer(b"".join([pcm async for pcm in ear.frames()]), dtype="<i2")


async def refused(path: Path, **options: float) -> HearingError:
    with pytest.raises(HearingError) as fault:
        await whole(FileEar(path, **options))
    assert fault.value.detail, "the operator is told what and where"
    return fault.value


@pytest.mark.parametrize("path", VARIANTS, ids=lambda p: p.name)
async def test_every_format_gives_the_same_sound(path):
    reference, heard = await whole(FileEar(SENTENCE)), await whole(FileEar(path))
    assert abs(len(heard) - len(reference)) < 1600, "the same length within a tenth of a second"
    length = min(len(heard), len(reference)) // 160 * 160
    loudness = [np.abs(x[:length].astype(float)).reshape(-1, 160).mean(1) for x in (reference, heard)]
    assert np.corrcoef(*loudness)[0, 1] > 0.9


@pytest.mark.parametrize("rate", [8000, 11025, 22050, 44100, 96000])
@pytest.mark.parametrize("channels", [1, 2, 6])
async def test_any_rate_and_channels(tmp_path, rate, channels):
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)
    soundfile.write(tmp_path / "tone.wav", np.repeat(tone[:, None], channels, axis=1), rate)
    heard = await whole(FileEar(tmp_path / "tone.wav"))
    assert abs(len(heard) - 16000) <= 2
    assert np.argmax(np.abs(np.fft.rfft(heard[:16000]))) == pytest.approx(440, abs=2)


async def test_what_is_not_there(tmp_path):
    assert (await refused(tmp_path / "no.wav")).code == "audio-unreadable"
    assert (await refused(tmp_path)).code == "audio-unreadable"


async def test_what_is_empty(tmp_path):
    (tmp_path / "empty.wav").touch()
    assert (await refused(tmp_path / "empty.wav")).code == "audio-empty"
    soundfile.write(tmp_path / "header.wav", np.zeros(0), 16000)
    assert (await refused(tmp_path / "header.wav")).code == "audio-empty"


@pytest.mark.parametrize("content", [b"not a sound at all " * 50, b"\x89PNG\r\n\x1a\n" + bytes(500), b"RIFF1234WAVE"])
@pytest.mark.parametrize("name", ["x.wav", "x.mp3", "x.raw", "x"])
async def test_what_is_not_sound(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    assert (await refused(tmp_path / name)).code in ("audio-format", "audio-unreadable", "audio-empty")


async def test_what_is_cut_short_is_read_to_the_cut(tmp_path):
    whole_file = (AUDIO / "affiche-les-allergies.44100-stereo.mp3").read_bytes()
    (tmp_path / "cut.mp3").write_bytes(whole_file[: len(whole_file) // 2])
    heard, all_of_it = await whole(FileEar(tmp_path / "cut.mp3")), await whole(FileEar(SENTENCE))
    assert 0.3 * len(all_of_it) < len(heard) < 0.7 * len(all_of_it)


async def test_what_is_too_long(tmp_path):
    soundfile.write(tmp_path / "long.wav", np.zeros(16000 * 3), 16000)
    assert (await refused(tmp_path / "long.wav", longest=2.0)).code == "audio-too-long"


async def test_samples_that_are_not_numbers_are_silence(tmp_path):
    soundfile.write(tmp_path / "nan.wav", np.array([np.nan, np.inf, -np.inf, 0.0] * 400), 16000, subtype="FLOAT")
    assert len(await whole(FileEar(tmp_path / "nan.wav"))) == 1600


@pytest.mark.parametrize("name", ["silence.flac", "quiet-room.flac", "white-noise.flac", "tones.ogg", "breathing.ogg",
                                  "clicks.flac"])  # fmt: skip
async def test_what_is_not_speech_gives_no_utterance(detector, name):
    assert not await read_utterances(AUDIO / name, detector=detector)


async def test_two_sentences_are_two_utterances(detector):
    heard = await read_utterances(AUDIO / "deux-phrases.flac", detector=detector)
    assert len(heard) == 2
    assert all(1.0 < u.seconds < 3.0 for u in heard)


async def test_a_long_speech_is_cut_and_marked(detector):
    speech = (await whole(FileEar(SENTENCE)))[6000:30000]
    ear = StreamEar()
    await ear.feed(np.tile(speech, 5).tobytes())
    await ear.close()
    told = [s async for s in Listener(ear, detector, Limits(longest=3.0)).signals()]
    ended = [s for s in told if isinstance(s, SpeechEnded)]
    assert ended[0].cut
    assert all(s.utterance.seconds <= 3.1 for s in ended)


@pytest.mark.parametrize("size", [1, 333, 1024, 5001])
async def test_the_size_of_the_chunks_does_not_matter(detector, size):
    pcm = (await whole(FileEar(AUDIO / "oui.siwis.flac"))).tobytes()
    ear = StreamEar(blocks=8)

    async def speak() -> None:
        for at in range(0, len(pcm), size):
            await ear.feed(pcm[at : at + size])
        await ear.close()

    speaking = asyncio.create_task(speak())
    told = [s async for s in Listener(ear, detector).signals()]
    await speaking
    (expected,) = await read_utterances(AUDIO / "oui.siwis.flac", detector=detector)
    assert [type(s) for s in told] == [SpeechStarted, SpeechEnded]
    assert told[1].utterance.pcm == expected.pcm


async def test_a_closed_stream_takes_no_more():
    ear = StreamEar()
    await ear.feed(b"\x01\x00\x02")
    await ear.close()
    await ear.close()
    await ear.feed(b"\x03\x00")
    assert [pcm async for pcm in ear.frames()] == [b"\x01\x00"], "whole samples only"


async def test_the_detector_tells_voice_from_noise(detector):
    for name, spoken in (("oui.siwis.flac", True), ("affiche-les-allergies.8000.wav", True), ("breathing.ogg", False)):
        pcm = (await whole(FileEar(AUDIO / name))).tobytes()
        assert detector.speaks(pcm, 0.15) is spoken, name
        assert not detector.speaks(pcm, 60.0), name
