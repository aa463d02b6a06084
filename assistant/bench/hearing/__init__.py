"""How well and how fast commands are heard, beside a published recogniser: words, deeds, silence, speed, load."""
