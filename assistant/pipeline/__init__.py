"""Utterance -> Outcome: the only place where the stages meet."""

from assistant.pipeline.session import LONGEST_TEXT, Session

__all__ = ["LONGEST_TEXT", "Session"]
