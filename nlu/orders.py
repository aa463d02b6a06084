"""Is it said as an order, or as people also say it to each other? «affiche le potassium», not «potassium ?»."""

from __future__ import annotations

from nlu import lexicon
from nlu.text import clean, fold


def is_order(text: str) -> bool:
    """Does the first word that counts ask for something to be done («euh, peux-tu m'afficher …»)?"""
    begun = lexicon.words("order", "before")
    for word in fold(clean(text).text).replace("-", " ").replace("'", " ").split():
        if word not in begun:
            return word in lexicon.words("order", "verb") or word in lexicon.words("opener", "verb")
    return False
