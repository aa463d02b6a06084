"""The measurement of hearing: words, deeds, figures, the report; without a model."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from assistant import catalogue
from assistant.__main__ import parser
from assistant.bench.hearing import report, rows, run, sets
from assistant.bench.hearing.deeds import Judge, Verdict, wish
from assistant.bench.hearing.listening import Heard
from assistant.bench.hearing.peer import FasterWhisper, missing
from assistant.bench.hearing.sets import Clip
from assistant.bench.hearing.words import comparable, error_rate, p95
from assistant.dialogue import CLEAR
from assistant.errors import HearingError, SettingsError
from assistant.situation import Situation
from assistant.types import Patient, Sex, Transcript
from nlu.rules import RuleInterpreter

WORDS = catalogue.load()
SHIPPED = sets.SHIPPED / "affiche-les-antecedents.siwis.flac"


@pytest.fixture
def judge() -> Judge:
    return Judge(RuleInterpreter(WORDS), WORDS)


def clip(text: str, intent: str = "", marked: str = "", **more) -> Clip:
    return Clip("commands", Path("x.flac"), text, "a voice", sets.BUSY, intent, marked, **more)


def heard(text: str, said: str, *, voice: str = "a voice", seconds: float = 0.2, work: float = 0.4) -> Heard:
    return Heard(replace(clip(said), voice=voice), (Transcript(text, (), 0.9),), seconds, work, 2.0)


def said_so(*texts: str, confidence: float = 1.0) -> list[Transcript]:
    return [Transcript(text, (), confidence) for text in texts]


# --- words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("La deuxième.", "la 2e"),
        ("né le deux juillet mille neuf cent soixante et un", "né le 2 juillet 1961"),
        ("le premier", "le 1er"),
        ("Compte-rendu d’opération", "compte rendu d'opération"),
        ("saturation 98%", "saturation quatre-vingt-dix-huit pour cent"),
        ("cinq mg", "5 milligrammes"),
        ("un gramme dix", "1 gramme 10"),
        ("cœur", "coeur"),
        ("le dossier de M. Petit", "le dossier de monsieur petit"),
        ("Mme Roy et le Dr. Kim", "madame roy et le docteur kim"),
        ("le 02/07", "le 2 7"),
    ],
)
def test_the_same_words_written_in_two_ways(one, other):
    assert comparable(one) == comparable(other)


def test_different_words_stay_different():
    assert comparable("madame durand") != comparable("madame durant")
    assert comparable("… ! «»") == ""


def test_error_rate_counts_words_wrong_out_of_words_said():
    assert error_rate([("a b c d", "a x c d"), ("e f", "")]) == pytest.approx(3 / 6)
    assert error_rate([("a b", "a b c c c c")]) == pytest.approx(2.0)
    assert error_rate([]) == 0.0
    assert error_rate([("", "words where none were said")]) == 0.0


def test_p95_is_the_nearest_rank():
    assert p95([float(n) for n in range(1, 101)]) == 95.0
    assert p95([3.0]) == 3.0
    assert p95([]) == 0.0


def test_bins_of_an_earlier_run_do_not_stay_beside_those_of_another():
    about = {"table": "calibration", "set": "commands", "system": "ours"}
    old = [{**about, "bin": "all", "clips": 9}, {**about, "bin": "0.8-0.9", "clips": 9}]
    other = {**about, "system": "peer", "bin": "0.1-0.2", "clips": 3}
    new = [{**about, "bin": "all", "clips": 2}, {**about, "bin": "0.2-0.3", "clips": 2}]
    assert rows.merged([*old, other], new) == [other, *new]


# --- deeds --------------------------------------------------------------------------------------------------


async def test_a_command_is_right_with_its_values_however_they_are_written(judge):
    said = clip("affiche les allergies", "show_section", "affiche les [allergies](section=allergies)")
    assert await judge.verdict(said, said_so("Affiche les allergies.")) == Verdict(True, True, False)
    assert not (await judge.verdict(said, said_so("affiche les antécédents"))).success
    assert not (await judge.verdict(said, said_so(""))).success


async def test_another_command_is_harm_and_nothing_heard_is_not(judge):
    said = clip("patient suivant", "next_patient", "patient suivant")
    assert (await judge.verdict(said, said_so("affiche les allergies"))).harm
    assert not (await judge.verdict(said, said_so())).harm
    assert not (await judge.verdict(said, said_so("patient"))).harm


async def test_the_wrong_line_of_a_list_is_harm_the_right_one_is_not(judge):
    said = clip("ouvre le deuxième", "select_item", "ouvre le [deuxième](ordinal=2)")
    assert await judge.verdict(said, said_so("Ouvre le deuxième.")) == Verdict(True, True, False)
    assert (await judge.verdict(said, said_so("ouvre le troisième"))).harm


async def test_talk_is_refused_when_nothing_runs(judge):
    talk = clip("il fait beau ce matin", "out_of_scope")
    assert (await judge.verdict(talk, said_so("il fait beau"))).success
    taken = await judge.verdict(talk, said_so("affiche les allergies"))
    assert taken.harm
    assert not taken.success


@pytest.mark.parametrize(
    ("said", "heard_as", "same"),
    [
        ("transaminases", "transaminase", True),
        ("hémoglobine", "emoglobine", True),
        ("vitamine d", "vitamine c", False),
        ("hémoglobine glyquée", "hémoglobine", False),
        ("bilan hépatique", "bilan", False),
    ],
)
async def test_a_quantity_is_right_when_the_record_finds_the_same(judge, said, heard_as, same):
    for one, other in ((said, heard_as), (heard_as, said)):
        typed = clip(f"donne-moi la dernière {one}", "show_result")
        assert (await judge.verdict(typed, said_so(f"donne-moi la dernière {other}"))).same is same


async def test_the_one_person_meant_is_found_or_not(judge):
    who = Patient("1", "Kerguelen", "Yvonne", sex=Sex.FEMALE)
    people = (who, Patient("2", "Durand", "Anne"), Patient("3", "Durand", "Marie"))
    said = clip("ouvre le dossier de madame kerguelen", "open_record", who=who)
    said = replace(said, situation=Situation(worklist=people))
    told = [
        ("ouvre le dossier de madame Kerguélen", "right"),
        ("ouvre le dossier de madame Durand", "wrong"),
        ("ouvre le dossier de madame Blériot", "missed"),
        ("affiche les allergies", "missed"),
    ]
    for text, person in told:
        assert (await judge.verdict(said, said_so(text))).person == person, text
    anne = replace(said, who=people[1])
    assert (await judge.verdict(anne, said_so("ouvre le dossier de madame Durand"))).person == "asked"


async def test_a_stranger_to_every_list_opens_nobody(judge):
    who = Patient("1", "Leroy", "Yvonne", sex=Sex.FEMALE)
    said = clip("ouvre le dossier de madame leroy", "open_record", who=who)
    said = replace(said, set=sets.STRANGERS, situation=Situation(worklist=(Patient("2", "Leroux", "Anne"),)))
    for text, harm in (("ouvre le dossier de madame leroy", False), ("ouvre le dossier de madame leroux", True)):
        verdict = await judge.verdict(said, said_so(text))
        assert (verdict.harm, verdict.success) == (harm, not harm), text


async def test_without_a_golden_sentence_the_typed_words_tell_what_was_meant(judge):
    shipped = Clip("shipped", SHIPPED, "affiche les antécédents", "a voice", sets.BUSY)
    assert (await judge.verdict(shipped, said_so("affiche les antécédents"))).success
    assert not (await judge.verdict(shipped, said_so("affiche les allergies"))).success


async def test_a_command_that_needs_a_record_only_runs_when_one_is_open(judge):
    found = await judge.meant(said_so("affiche les allergies"))
    assert wish(found, sets.BUSY, WORDS).runs
    assert not wish(found, sets.IDLE, WORDS).runs


async def test_a_change_that_was_hardly_heard_is_asked_about_and_does_no_harm(judge):
    talk = clip("vous pouvez parler", "out_of_scope")
    words = "insère le modèle échographie"
    assert (await judge.verdict(talk, said_so(words))).harm
    verdict = await judge.verdict(talk, said_so(words, confidence=CLEAR / 2))
    assert (verdict.harm, verdict.success, verdict.doubted) == (False, True, True)
    said = clip("insère le modèle échographie", "insert_template", "insère le modèle [échographie](template)")
    verdict = await judge.verdict(said, said_so(words, confidence=CLEAR / 2))
    assert (verdict.success, verdict.doubted) == (True, True), "it is understood, and waits for a yes"


# --- figures ------------------------------------------------------------------------------------------------


def test_every_voice_has_a_row_and_all_have_one():
    found = [heard("a b", "a b", voice="v1"), heard("a x", "a b", voice="v2", seconds=0.5)]
    about = {"table": "words", "set": "s", "system": "ours"}
    told = rows.of_set(found, [Verdict(True, True, False), Verdict(False, False, True)], about)
    assert [(r["voice"], r["wer"], r["exact"]) for r in told] == [
        ("v1", 0.0, 1.0),
        ("v2", 0.5, 0.0),
        ("all", 0.25, 0.5),
    ]
    assert told[-1] | {"success": 0.5, "other_runs": 0.5, "p95_s": 0.5, "sessions_per_core": 20.0} == told[-1]


def test_it_is_told_how_much_talk_is_written_and_how_many_commands_wait_for_a_yes():
    talk = [heard("la la", "la la"), heard("", "ho ho")]
    talk = [replace(one, clip=replace(one.clip, intent="out_of_scope")) for one in talk]
    about = {"table": "words", "set": "s", "system": "ours"}
    told = rows.of_set(talk, [Verdict(True, True, False)] * 2, about)
    assert (told[-1]["written"], told[-1]["refused"]) == (0.5, 1.0)
    abroad = [replace(one, clip=replace(one.clip, set=sets.FOREIGN)) for one in talk]
    told = rows.of_set(abroad, [Verdict(True, True, False)] * 2, about)
    assert told[-1]["written"] == 0.5
    assert "wer" not in told[-1], "of another language no word is right"
    told = rows.of_set([heard("a", "a")] * 2, [Verdict(True, True, False, doubted=d) for d in (True, False)], about)
    assert told[-1]["doubted"] == 0.5


def test_words_alone_are_measured_without_understanding():
    told = rows.of_set([heard("a", "a")], [None], {"table": "words", "set": "s", "system": "ours"})
    assert "success" not in told[0]


def test_what_went_wrong_is_told_clip_by_clip():
    told = rows.details([heard("a", "a"), heard("b", "a")], [None, None])
    assert [(r["said"], r["heard"]) for r in told] == [("a", "b")]


def test_a_report_keeps_what_an_earlier_run_measured(tmp_path):
    target = tmp_path / "docs" / "hearing"
    about = {"table": "words", "voice": "all", "clips": 10}
    old = [
        {**about, "set": "commands", "system": "ours", "wer": 0.5},
        {**about, "set": "names", "system": "x|y", "wer": 1.2},
    ]
    report.write(target, old)
    new = {**about, "set": "commands", "system": "ours", "wer": 0.25, "success": 0.9}
    clip_row = {"table": "clip", "file": "f", "said": "x", "heard": "y"}
    page, plot, data = report.write(target, [new, clip_row])
    kept = [json.loads(line) for line in data.read_text().splitlines()]
    assert kept == [new, old[1]]
    text = page.read_text()
    assert "| commands | ours | 10 | 25.0 % | 90.0 % |" in text
    assert "x/y" in text
    assert "(hearing.svg)" in text
    drawn = ET.fromstring(plot.read_text())
    assert len(drawn.findall(".//{*}rect")) >= 4


def test_a_report_of_nothing_is_written_all_the_same(tmp_path):
    page, plot, _ = report.write(tmp_path / "empty", [])
    assert page.read_text().startswith("# Hearing")
    ET.fromstring(plot.read_text())


# --- usage --------------------------------------------------------------------------------------------------


def test_the_command_line_takes_parts():
    args = parser().parse_args(["bench", "hearing", "--sets", "commands,names", "--limit", "3", "--no-peer"])
    assert (args.sets, args.limit, args.peer) == ("commands,names", 3, False)
    with pytest.raises(SettingsError, match="no such set: nothing"):
        run.Plan(("nothing",))


async def test_a_missing_peer_says_what_to_run(tmp_path):
    assert "speech.peer" in missing(tmp_path) or "faster-whisper" in missing(tmp_path)
    with pytest.raises(HearingError, match="model-missing"):
        await FasterWhisper(1, tmp_path).start()
