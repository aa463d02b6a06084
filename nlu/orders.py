"""Is it said as an order, or as people also say it to each other? «affiche le potassium», not «potassium ?»."""

from __future__ import annotations

from nlu import lexicon
from nlu.text import clean, fold


def is_order(text: str) -> bool:
    """Does the first word that counts ask for something to be done («euh, peux-tu m'afficher …»)?"""
    begun, verbs = lexicon.words("order", "before"), lexicon.words("order", "verb") | lexicon.words("opener", "verb")
    for word in fold(clean(text).text).replace("-", " ").replace("'", " ").split():
        if word not in begun:
            return word in verbs
    return False
