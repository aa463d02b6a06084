"""Dictation: words are prose, commands stand alone, doubts are marked, nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from actions.reports.model import Text, plain
from assistant.pipeline import Session
from assistant.record import PatientQuery, View
from assistant.types import Failed, Mode, Origin, Refused, Utterance
from tests.clinic import NEW, OPEN, TEMPLATE, Clinic, only, said, text
from tests.prepared import PreparedRecognizer


def hears(session: Session, recognizer: PreparedRecognizer) -> None:
    session._known.parts = replace(session._known.parts, recognizer=recognizer)


def speech(key: str) -> Utterance:
    return Utterance(key, Origin("demo", "martin", "test"), datetime.now(UTC), bytes(32_000))


async def test_dictated_words_are_prose_whatever_they_say(session: Session, clinic: Clinic) -> None:
    assert "Dictée" in (await said(session, OPEN, NEW, "dictée"))[-1]
    assert session.situation.mode is Mode.DICTATION
    await said(session, "ouvre le dossier de madame Durand", "signe le document", "le champ suivant est vide")
    await said(session, "fin de dictée")
    assert await text(clinic) == "ouvre le dossier de madame Durand signe le document le champ suivant est vide"
    assert session.situation.mode is Mode.COMMANDS
    assert session.situation.patient is not None
    assert session.situation.patient.family == "Carpentier"


async def test_no_interpreter_is_asked_while_dictating(session: Session, clinic: Clinic) -> None:
    """An interpreter that is down would fail every turn that needs it: these need none."""
    from nlu.client import RasaInterpreter
    from nlu.context import InContext
    from tests.clinic import WORDS

    await said(session, OPEN, NEW, "dictée")
    session._interpreter = InContext(RasaInterpreter(WORDS, "http://127.0.0.1:9"), WORDS)
    assert await said(session, "toux grasse", "efface le dernier mot", "fin de dictée") == [
        "toux grasse", "Effacé : « grasse ».", "Fin de dictée. Le texte est enregistré.",
    ]  # fmt: skip
    assert isinstance((await session.say("affiche les allergies")).outcome, Failed)


async def test_dictated_words_are_shown_and_not_read_back(session: Session) -> None:
    await said(session, OPEN, NEW, "dictée")
    turn = await session.say("examen normal")
    done = next(e for e in turn.events if e.name == "done")
    assert (done.facts["say"], done.facts["aloud"]) == ("examen normal", False)
    assert [e.name for e in turn.events] == ["heard", "understood", "acting", "done", "state"]


async def test_what_was_dictated_is_taken_back_by_voice(session: Session, clinic: Clinic) -> None:
    await said(session, OPEN, NEW, "dictée", "toux grasse depuis trois jours", "sans fièvre")
    assert await said(session, "annule", "efface les deux derniers mots", "efface ça", "rétablis") == [
        "Annulé : dictée.",
        "Effacé : « trois jours ».",
        "Effacé : « toux grasse depuis ».",
        "Il n'y a rien à rétablir.",
    ]
    assert await said(session, "annule", "annule") == ["Annulé : effacement.", "Annulé : effacement."]
    assert await text(clinic) == "toux grasse depuis trois jours"


async def test_a_choice_is_answered_inside_a_dictation(session: Session, clinic: Clinic) -> None:
    await said(session, OPEN, TEMPLATE, "va au champ auscultation", "dictée")
    assert await said(session, "sibilants", "champ suivant", "treize et stable") == [
        "Auscultation : sibilants.", "Champ hémoglobine, actuellement 12,1 g/dL.", "treize et stable",
    ]  # fmt: skip
    assert "Auscultation : sibilants\nHémoglobine : treize et stable\n" in await text(clinic)


async def test_a_record_changed_by_hand_stops_the_dictation_of_another(session: Session, clinic: Clinic) -> None:
    await said(session, OPEN, NEW, "dictée", "toux")
    chart = session.chart
    (other,) = await chart.search(PatientQuery("anne durand"))
    await chart.show(View("record", other))
    turn = await session.say("fièvre à trente-neuf")
    assert isinstance(turn.outcome, Failed | Refused)
    assert await text(clinic) == "toux"


async def test_words_heard_with_little_confidence_are_marked_and_counted(session: Session, clinic: Clinic) -> None:
    hears(session, PreparedRecognizer("patient sous amiodarone", unsure="amiodarone"))
    await said(session, OPEN, NEW, "dictée")
    await session.hear(speech("u1"))
    assert (await only(clinic)).body == (Text("patient sous amiodarone", ((13, 23),)),)
    assert "Un mot est douteux." in (await said(session, "fin de dictée", "signe le document"))[-1]


async def test_a_doubtful_value_of_a_field_is_marked(session: Session, clinic: Clinic) -> None:
    hears(session, PreparedRecognizer("tension douze huit", unsure="huit"))
    await said(session, OPEN, TEMPLATE)
    await session.hear(speech("u1"))
    assert session.situation.document is not None
    assert session.situation.document.doubtful == 1


async def test_words_of_an_utterance_that_was_cut_short_come_back_as_doubtful(session: Session, clinic: Clinic) -> None:
    hears(session, PreparedRecognizer("le patient décrit une douleur", pace=100))
    await said(session, OPEN, NEW, "dictée", "motif")
    await session.glimpse(speech("u2"), quiet=False)
    key = (await only(clinic)).id
    again = await Clinic(clinic.path.parent).writer.open(session.origin, key)
    assert plain(again.body) == "motif le patient décrit une douleur"
    assert len(again.body[-1].doubtful) == 5


async def test_words_that_were_written_whole_do_not_come_back(session: Session, clinic: Clinic) -> None:
    hears(session, PreparedRecognizer("le patient décrit une douleur", pace=100))
    await said(session, OPEN, NEW, "dictée")
    await session.glimpse(speech("u1"), quiet=False)
    await session.hear(speech("u1"))
    await session.glimpse(speech("u1"), quiet=False)  # a look that comes late
    key = (await only(clinic)).id
    again = await Clinic(clinic.path.parent).writer.open(session.origin, key)
    assert (plain(again.body), again.version) == ("le patient décrit une douleur", 1)
