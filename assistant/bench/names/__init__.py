"""The right patient: an invented base, noisy spoken requests, and what the search and the dialogue make of them."""
