"""python -m speech [say|train|pack|count|all]: the recogniser made from the registries; `make speech-model` is all."""

from __future__ import annotations

import argparse
import json
import os
import sys

SAY, EPOCHS, RATE = 3600.0, 4, 5e-4
"""By default: seconds of synthesis at most, passes over the clips, highest learning rate (adapters take ten times that
of a full training)."""
OPINION = (0.5, 0.4)
"""A second opinion of what is dictated: the share of the adapters in it, and its weight (README.md)."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m speech", description="Make the French recogniser again.")
    parser.add_argument("what", nargs="?", choices=("say", "train", "pack", "count", "all"), default="all")
    parser.add_argument("--seconds", type=float, default=SAY, help="of synthesis, at most; a later run goes on")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--run", default="french", help="name of the training; a stopped one goes on")
    parser.add_argument("--rate", type=float, default=RATE, help="highest learning rate")
    parser.add_argument("--further", action="store_true", help="train on from the adapters that are shipped")
    parser.add_argument("--words-alone", action="store_true", help="the encoder stays as it is; say so again to go on")
    parser.add_argument("--share", type=float, default=1.0, help="of the difference that is shipped")
    given = parser.parse_args()
    # every length of batch has its own prepared kernels: none is prepared twice
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "8192")
    if given.what in ("say", "all"):
        from speech import letters, recordings, sentences, throats, voices

        voices.record([*sentences.foreign(), *sentences.sentences()], given.seconds)
        throats.record()
        recordings.record()
        letters.record()
    if given.what in ("train", "all"):
        from provision.adapt_whisper import ADAPTERS
        from speech import places, train

        shipped = places.MODEL / ADAPTERS if given.further else None
        train.train(given.epochs, given.run, given.rate, shipped, words_alone=given.words_alone)
    if given.what in ("pack", "all"):
        from speech import pack, places

        card = {"context": "utterance", "language": "fr", "opinion": OPINION}
        path = pack.pack(places.RUNS / given.run, card, share=given.share)
        print(json.dumps({"adapters": str(path.relative_to(places.ROOT)), "bytes": path.stat().st_size}))
    if given.what in ("count", "all"):
        from assistant.hearing.weights import load
        from speech import places, wording

        path = wording.write(load(str(places.FRENCH), threads=1, worded=False), places.MODEL)
        print(json.dumps({"wording": str(path.relative_to(places.ROOT)), "bytes": path.stat().st_size}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
