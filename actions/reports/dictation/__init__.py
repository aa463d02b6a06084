"""Dictated words -> what a medical secretary types; corrections and commands by voice. Pure; no model."""
