"""What runs inside Rasa's own environment (nlu/.venv): never imported by the assistant."""
