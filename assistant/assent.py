"""Is that «je confirme», and nothing else? Is that an order not to do something? Words alone; pure."""

from __future__ import annotations

import re

LONGEST_YES = 8
"""Most words of a confirmation: «oui je confirme l'envoi au médecin traitant»."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*'?")
_CONFIRMS = re.compile(r"(?:re)?confirm(?:e|es|é|ée|és|ées|ons|ais|ation)")
"""«je confirmerai», «avant de confirmer» are of another moment."""
_ANOTHER_MOMENT = frozenset({
    "ne", "n'", "pas", "plus", "jamais", "aucun", "aucune", "sans", "non", "rien", "si", "s'", "est-ce", "avant",
    "quand", "lorsque", "attends", "attendez", "attendre", "faut", "dois", "demain", "tard", "après", "bientôt",
    "refuse", "hésite", "pourquoi", "comment",
})  # fmt: skip
_TOLD = ("que", "qu'", "qui", "était")
_TO_SOMEBODY = frozenset({"au", "aux", "à", "votre", "vos", "son", "sa", "ses", "leur", "leurs"})
"""Right behind the word: what is told to somebody («je confirme au patient»)."""
_POLITE = re.compile(r"\b(?:s'il (?:te|vous) pla[iî]t|rien à (?:redire|dire|ajouter|changer))\b")
_NEGATED = re.compile(
    r"(?:^|\b(?:non|euh|bon|mais|alors|attends|attendez|surtout|finalement),? )(?:surtout )?(?:ne |n')"
    r"(?:(?:me |te |le |la |les |lui |leur |l'|y |en ))?(?P<verb>\w+)\b.*?\b(?:pas|rien|plus|jamais|aucune?)\b"
)
_TAKES_OFF = ("retir", "enl", "ôt", "ot", "supprim")


def says_confirm(text: str) -> bool:
    """«je confirme», not what denies it, asks, waits, or tells of something else («je confirme que c'était mardi»)."""
    whole = _POLITE.sub(" ", text.lower().replace("’", "'"))
    words = _WORD.findall(whole)
    at = next((place for place, word in enumerate(words) if _CONFIRMS.fullmatch(word)), None)
    if at is None or "?" in whole or len(text.split()) > LONGEST_YES or _ANOTHER_MOMENT & set(words):
        return False
    after = words[at + 1 :]
    return not (after and after[0] in _TO_SOMEBODY) and not any(word.startswith(_TOLD) for word in after)


def forbids(text: str, *, taking_off: bool = False) -> bool:
    """«n'envoie pas …», «n'annule surtout pas l'envoi»; `taking_off`: only what forbids to take somebody off."""
    said = _NEGATED.search(text.lower().replace("’", "'"))
    return said is not None and (not taking_off or said["verb"].startswith(_TAKES_OFF))
