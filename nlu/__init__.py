"""Understand: from words to commands, numbers, dates and names."""
