"""Fetches telephone prompts spoken by two women, from Debian's packages, without root: `python -m speech.human`.

asterisk-core-sounds-fr (June Wallack, Québec, CC-BY-SA-3.0) comes with its texts. asterisk-prompt-fr-armelle (Armelle
Desjardins, BSD) has none, and its prompts of the same names say other words: it is only talk that is no command.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import soundfile

from speech.packages import prompts, unpacked
from speech.places import WORK

BENCH = WORK / "bench"
PACKAGES = ("asterisk-core-sounds-fr", "asterisk-core-sounds-fr-wav", "asterisk-prompt-fr-armelle")
SHORTEST = 3
"""Words of a prompt that is kept."""
LONGEST = 20.0
"""Seconds."""


def main() -> None:
    """Both sets, in var/speech/bench/human and var/speech/bench/human-talk."""
    with unpacked(PACKAGES) as folder:
        share = folder / "usr" / "share"
        said = prompts(share / "doc" / PACKAGES[0] / "core-sounds-fr.txt.gz")
        texts = {name: words for name, words in said if len(words.split()) >= SHORTEST}
        sounds = share / "asterisk" / "sounds"
        _write("human", "June (Québec)", texts, sounds / "fr_CA_f_June", "wav")
        unknown = {path.stem: "" for path in (sounds / "fr").glob("*.gsm") if len(texts.get(path.stem, "").split()) > 2}
        _write("human-talk", "Armelle", unknown, sounds / "fr", "gsm")


def _write(name: str, voice: str, texts: dict[str, str], source: Path, kind: str) -> None:
    folder = BENCH / name
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for prompt, text in sorted(texts.items()):
        path = source / f"{prompt}.{kind}"
        if not path.is_file():
            continue
        # GSM 06.10 has no header; both are telephone sound, 8 kHz
        raw = {"samplerate": 8000, "channels": 1, "format": "RAW", "subtype": "GSM610"} if kind == "gsm" else {}
        sound, rate = soundfile.read(path, dtype="float32", **raw)
        if len(sound) <= LONGEST * rate:
            file = prompt.replace("/", "-") + ".flac"
            soundfile.write(folder / file, sound, rate, subtype="PCM_16")
            rows.append((file, text, voice, "out_of_scope"))
    with (folder / "transcripts.tsv").open("w", encoding="utf-8", newline="") as file_:
        table = csv.writer(file_, delimiter="\t", lineterminator="\n")
        table.writerow(("file", "text", "voice", "intent"))
        table.writerows(rows)
    sys.stderr.write(f"{name}: {len(rows)} prompts\n")


if __name__ == "__main__":
    main()
