"""Dictated words -> typed text: rule by rule, on examples of their own (the pairs of tests/writing are apart)."""

import random
import subprocess
import sys

import pytest

from actions.reports.dictation.formatter import write
from actions.reports.dictation.values import PLAIN, Lexicon, Typography


def typed(words: str, before: str = "", names: tuple[str, ...] = ()) -> str:
    """With ordinary spaces, easier to read."""
    return write(words, before, Lexicon(names), PLAIN).text


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("souffle court virgule toux grasse point", "Souffle court, toux grasse."),
        ("bilan deux points normal", "Bilan : normal"),
        ("fin point à la ligne suite", "Fin.\nSuite"),
        ("vu ce jour nouveau paragraphe traitement", "Vu ce jour\n\nTraitement"),
        ("genou ouvrez la parenthèse gauche fermez la parenthèse stable", "Genou (gauche) stable"),
        ("puce repos puce glace", "• Repos\n• Glace"),
        ("trois tiret quatre", "3-4"),
        ("avis virgule virgule point", "Avis."),
        ("ecrire à anna tiret b arobase chu point fr", "Ecrire à anna-b@chu.fr"),
    ],
)
def test_said_punctuation_is_written(said, text):
    assert typed(said) == text


@pytest.mark.parametrize(
    "said",
    [
        "il faut qu'un point soit fait",
        "la virgule manque",
        "sans point d'appel",
        "l'équipe va à la ligne suivante",
        "les deux points sensibles",
        "une piqûre de puce",
        "je voudrais ouvrir la parenthèse",
        "ce mot est mis entre guillemets",
        "elle n'a point de toux",
    ],
)
def test_punctuation_words_stay_prose(said):
    assert typed(said).lower() == said


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("trois enfants", "Trois enfants"),
        ("treize enfants", "13 enfants"),
        ("trois jours", "3 jours"),
        ("un jour", "Un jour"),
        ("de deux à trois semaines", "De 2 à 3 semaines"),
        ("zéro virgule zéro cinq milligramme", "0,05 mg"),
        ("vingt-troisième semaine", "23e semaine"),
        ("un cas sur dix", "Un cas sur dix"),
        ("cinq sur dix", "5/10"),
        ("deux gélules un zéro un", "2 gélules 1-0-1"),
        ("à sept heures et quart", "À 7 h 15"),
        ("pendant sept heures", "Pendant 7 heures"),
        ("toutes les quatre à six heures", "Toutes les 4 à 6 heures"),
        ("zéro deux quarante dix-huit zéro neuf onze", "02 40 18 09 11"),
        ("en deux mille quinze virgule vingt séances", "En 2015, 20 séances"),
        ("le neuf du dix deux mille vingt-cinq", "Le 09/10/2025"),
        ("du premier au six mai", "Du 1er au 6 mai"),
        ("t quatre n deux m un", "T4N2M1"),
        ("l deux l trois puis c sept", "L2-L3 puis C7"),
        ("stade deux b", "Stade IIB"),
        ("tension dix-sept neuf", "Tension 170/90 mmHg"),
        ("tension dix sept", "Tension 100/70 mmHg"),
        ("température quarante et demi", "Température 40,5 °C"),
        ("flexion à trente degrés", "Flexion à 30°"),
        ("un mètre huit", "1,08 m"),
        ("neuf kilos deux cents", "9,2 kg"),
        ("huit milligrammes par kilo et par jour", "8 mg/kg/j"),
        ("kyste de deux par trois centimètres", "Kyste de 2 × 3 cm"),
        ("z score à moins un virgule deux", "Z-score à -1,2"),
    ],
)
def test_numbers_as_a_secretary_types_them(said, text):
    assert typed(said) == text


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("l'eeg et la hgpo", "L'EEG et la HGPO"),
        ("e e g de sommeil", "EEG de sommeil"),
        ("il y a un eeg", "Il y a un EEG"),
        ("qu'il ait mal", "Qu'il ait mal"),
        ("un ait récent", "Un AIT récent"),
        ("maladie de huntington", "Maladie de Huntington"),
        ("signe de zorgberg", "Signe de Zorgberg"),
        ("maladie grave", "Maladie grave"),
        ("sous tahor", "Sous Tahor"),
        ("amoxiciline", "Amoxicilline"),
        ("cabergoline un comprimé le matin", "Cabergoline 1 comprimé le matin"),
        ("sous aracytine", "Sous Aracytine"),
        ("pose d'un stent", "Pose d'un stent"),
        ("coelioscopie", "Cœlioscopie"),
        ("chu de tours", "CHU de Tours"),
        ("les tours de taille", "Les tours de taille"),
        ("hépatite c", "Hépatite C"),
    ],
)
def test_words_of_the_field(said, text):
    assert typed(said) == text


def test_names_come_from_the_lexicon():
    names = ("Anne-Lise Grand", "Le Bihan")
    assert typed("madame grand va bien", names=names) == "Mme Grand va bien"
    assert typed("un grand nodule", names=names) == "Un grand nodule"
    assert typed("anne lise grand et monsieur le bihan", names=names) == "Anne-Lise Grand et M. Le Bihan"
    assert typed("cher docteur le bihan", names=names) == "Cher docteur Le Bihan"


@pytest.mark.parametrize(
    ("before", "said", "text"),
    [
        ("", "stable", "Stable"),
        ("Il est", "stable", " stable"),
        ("Il est ", "stable", "stable"),
        ("Fini.", "stable", " Stable"),
        ("Fini\n", "stable", "Stable"),
        ("Douleur", "point", "."),
        ("Douleur.", "point", ""),
        ("On note un", "point sensible", " point sensible"),
    ],
)
def test_what_stands_before_the_cursor_counts(before, said, text):
    assert typed(said, before) == text


@pytest.mark.parametrize(
    ("before", "said", "text"),
    [
        ("La tension est à", "onze sept", " 110/70 mmHg"),
        ("Température", "trente-neuf deux", " 39,2 °C"),
        ("Arthrose stade", "deux", " II"),
        ("depuis", "deux mille onze", " 2011"),
        ("maladie de", "wilson", " Wilson"),
        ("J'ai vu Mme", "petit", " Petit"),
        ("il a", "bu", " bu"),
    ],
)
def test_words_before_the_cursor_say_what_the_new_ones_mean(before, said, text):
    assert typed(said, before) == text


def test_typography_is_that_of_the_imprimerie_nationale_unless_told_otherwise():
    assert write("bilan deux points est-ce l'âge point d'interrogation").text == "Bilan\u00a0: est-ce l'âge\u202f?"
    assert write("douze mille milligrammes").text == "12\u202f000\u00a0mg"
    curly = write("l'âge", typography=Typography(" ", " ", "’")).text
    assert curly == "L’âge"


def test_every_word_knows_where_it_went():
    written = write("il prend cinq cents milligrammes virgule le soir")
    at = [written.text[a:b] for a, b in written.spans]
    assert at == ["Il", "prend", "500\u00a0mg", "500\u00a0mg", "500\u00a0mg", ",", "le", "soir"]
    assert written.under((2, 4, 7)) == (written.spans[2], written.spans[7])
    dropped = write("fin point point")
    assert dropped.spans[2][0] == dropped.spans[2][1]


def test_any_words_are_written_and_none_is_lost_on_the_way():
    pool = [
        "point",
        "virgule",
        "deux",
        "points",
        "à",
        "la",
        "ligne",
        "un",
        "une",
        "trois",
        "cent",
        "vingt",
        "mille",
        "pour",
        "cent",
        "milligrammes",
        "par",
        "litre",
        "tension",
        "de",
        "le",
        "la",
        "d'un",
        "l'ecg",
        "a",
        "y",
        "b",
        "t",
        "n",
        "l",
        "cinq",
        "zéro",
        "sur",
        "et",
        "ou",
        "entre",
        "parenthèses",
        "ouvrez",
        "fermez",
        "guillemets",
        "tiret",
        "puce",
        "heures",
        "mars",
        "premier",
        "madame",
        "petit",
        "maladie",
        "crohn",
        "arobase",
        "moins",
        "plus",
        "demi",
        "degrés",
        "stade",
        "sa",
        "pour",
        "qu'un",
        "nouveau",
        "paragraphe",
        "oe",
        "'",
        "-",
    ]
    chance = random.Random(5)
    for _ in range(500):
        words = chance.choices(pool, k=chance.randint(0, 14))
        written = write(" ".join(words), chance.choice(("", "Il va", "Fin. ", "(")))
        assert len(written.spans) == len(words)
        assert all(0 <= a <= b <= len(written.text) for a, b in written.spans)
        assert "  " not in written.text


def test_formatting_loads_no_model():
    heavy = (
        "import sys, actions.reports.dictation.formatter; print({'torch', 'spacy', 'transformers'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
