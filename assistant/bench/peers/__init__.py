"""Other ways to understand the same sentences, measured beside ours: Rasa as published, and hassil's grammar."""
