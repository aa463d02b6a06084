"""Dictated words -> what a medical secretary types (`write`), corrections and commands by voice; pure, no model is loaded."""
