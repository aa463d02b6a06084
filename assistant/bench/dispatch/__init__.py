"""Dispatch against a server that fails at random: nothing lost, nothing twice, and how fast."""
