"""The speech model's workshop: sentences, voices, training, packing. Nothing here runs on a ward (see README.md)."""
