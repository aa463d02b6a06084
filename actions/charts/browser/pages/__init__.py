"""The record's screens as objects: what a person sees and does, selectors come from the recipe."""
