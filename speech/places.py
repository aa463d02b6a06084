"""Where the workshop keeps what it fetches and makes."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TEXTS = HERE / "texts"
MODEL = HERE / "model"
"""What is shipped: the difference to the published weights, and its figures."""
WORK = ROOT / "var" / "speech"
SOURCES = WORK / "sources"
CLIPS = WORK / "clips"
STRANGERS = WORK / "strangers"
RUNS = WORK / "runs"
BASE = ROOT / "var" / "models" / "whisper-base"
FRENCH = ROOT / "var" / "models" / "french"
"""What set-up makes of both."""
