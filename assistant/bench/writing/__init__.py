"""How well and how fast writing by voice works: a module a measure, run.py names them."""
