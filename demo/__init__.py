"""The demonstration: a real record with invented patients, spoken commands, and a witness that checks them."""
