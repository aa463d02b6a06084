"""Initialisms said letter by letter («montre l'IRM», «la CRP et la NFS»): few other sentences have one."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

from nlu.sentences import Example, parse
from speech.places import ROOT, TEXTS
from speech.spoken import LETTERS

KIND = "initials"
"""Of sentence: frames, and texts/initials.txt, where what stands in capitals is spelled."""
DEVELOPMENT, REPORTED = ROOT / "tests" / "development" / "initials.tsv", TEXTS / "bench" / "initials.tsv"
"""An intent and a marked sentence a line, initialisms in capitals; to choose by, and to report."""

_MUTE = """
bcg bcr bk bmr bnp bpm bvn ccp cd cmv cpk cps cr crc crh crp ct ddr dds dfg dg dmp dms drc dt dtp fc fsh ftp gb
ghm gr gvh hbpm hcg hdj hdl hgpo hlm hnf hnr hpp hpv hsd ht ivl kt lbm lcr ldh ldl lh lnh mdph mdrd mfr mm
mms mnt mpr ms mss nfs nt ntp pbh pcr pct pcv pd pds pf ph pl pls pm pnn pr ps pt ptg pth qrs qt rcf rcp rct
rcv rdv rgpd rm rpps rr rt sc scb scpd sf sfp slnb snc snp spf ssr st svf tcc tcmh tdm tdr tg tgd tm tms tnt tp
tpm tr tsh tsv ttf ttt tv tvp vdrl vgm vhb vhc vrs vs vsg vvc vvp
"""
"""Without a vowel: spelled, listed here to be said."""
EACH, OFTEN = 4, 10
"""Sentences about each initialism, and about one of the common ones."""
_COMMON = """
avc avk bnp bpco bu chu cr crh cro crp dfg dmp dpi ecbu ecg eeg emg eto ett fc fevg hba hbpm hdj hta imc inr ins
ipp irm ldl mss nfs orl pec psa rcp rdv tca tdm tp tsh ttt tvp vih
"""
COMMON = frozenset(_COMMON.split())
KNOWN = LETTERS | COMMON | set(_MUTE.split())
TAKES_L = frozenset("aeiouh")
FRAMES = (
    "{i}", "{l}", "{i} {j}", "montre {l}", "affiche {l}", "donne-moi {l}", "résultat de {l}", "les résultats de {l}",
    "la dernière {i}", "le dernier {i}", "courbe de {l}", "trace {l} depuis janvier", "insère le modèle {i}",
    "modèle {i}", "ouvre le compte rendu de {l}", "nouveau {i}", "mets le texte {i}",
    "envoie {l} au médecin traitant", "imprime {l}", "mets {l} dans la conclusion", "où en est {l}",
    "{l} de ce matin", "{l} de la semaine dernière", "est-ce que {l} est revenue", "{i} normale", "pas de {i}",
    "{i} négative", "{i} à {n}", "{l} est à {n}", "contrôle de {l} dans trois mois", "antécédent de {i}",
    "suspicion de {i}", "{i} et {j} sans particularité", "bilan avec {i}, {j} et {k}", "{i} en cours",
    "{l} n'a pas été faite", "patient adressé pour {i}", "prévoir {i} puis {j}", "relire {l} avec le radiologue",
    "ajoute {l} au courrier", "compare {l} avec celle d'avant", "on attend {l} de demain", "{l} de madame {m}",
    "va dans {l}", "va à la rubrique {i}", "ouvre {l}", "il est suivi en {i}", "traitement par {i}",
    "sous {i} depuis {n} ans",
)  # fmt: skip
PEOPLE = ("martin", "bernard", "petit", "robert", "moreau", "laurent", "simon", "garcia", "fournier", "girard")
LARGEST = 60
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")


def sentences(rng: random.Random) -> Iterator[str]:
    """Of every known initialism, in capitals."""
    every = sorted(KNOWN)
    for initials in every:
        for _ in range(OFTEN if initials in COMMON else EACH):
            yield rng.choice(FRAMES).format(
                i=initials.upper(), l=_with_article(initials, rng), j=rng.choice(every).upper(),
                k=rng.choice(every).upper(), n=rng.randint(2, LARGEST), m=rng.choice(PEOPLE),
            ).replace("de le ", "du ")  # fmt: skip


def examples(path: Path) -> Iterator[Example]:
    """Of DEVELOPMENT or REPORTED."""
    for line in path.read_text(encoding="utf-8").splitlines():
        intent, marked = line.split("\t")
        yield parse(marked, intent)


def apart(text: str) -> str:
    """What the voice reads, whatever it knows: «la C I A» for «la CIA»."""
    return _CAPITALS.sub(lambda m: " ".join(m[0]), text)


def _with_article(initials: str, rng: random.Random) -> str:
    return f"l'{initials.upper()}" if initials[0] in TAKES_L else f"{rng.choice(('la', 'le'))} {initials.upper()}"
