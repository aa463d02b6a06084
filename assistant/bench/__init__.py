"""Measures of quality and speed, on sentences and voices kept apart."""
