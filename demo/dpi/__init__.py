"""The demo DPI: GNU Health with invented patients."""
