"""A signed report becomes a French message, leaves once, and its answers come back: library of the desk (issue 6)."""
