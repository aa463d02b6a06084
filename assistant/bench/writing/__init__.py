"""Measures of writing: what a kill loses, how long a change takes."""
