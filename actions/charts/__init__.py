"""The DPI drivers: each carries the Chart port to one kind of record."""
