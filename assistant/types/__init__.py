"""The values of one turn: frozen, slotted, free of any dependency."""

from assistant.types.agreed import NO_FACTS, Alias, Command, Facts, Item, Mode, Patient, Period, Piece, Risk, Sex
from assistant.types.said import DOUBTFUL, SAMPLE_RATE, Entity, Heard, Interpretation, Origin, Transcript, Utterance
from assistant.types.told import Asked, Done, Event, Failed, Ignored, Outcome, Question, Refused, Reply

__all__ = [
    "DOUBTFUL", "NO_FACTS", "SAMPLE_RATE", "Alias", "Asked", "Command", "Done", "Entity", "Event", "Facts", "Failed",
    "Heard", "Ignored", "Interpretation", "Item", "Mode", "Origin", "Outcome", "Patient", "Period", "Piece",
    "Question", "Refused", "Reply", "Risk", "Sex", "Transcript", "Utterance",
]  # fmt: skip
