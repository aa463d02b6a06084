"""Hear, agree, record: everything of the assistant that is neither understanding (nlu) nor doing (actions)."""
