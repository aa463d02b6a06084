"""«envoie le courrier au docteur Petit pour signature», «envoie-le au secrétariat pour relecture»."""

from __future__ import annotations

import re

from actions.registry import Desk
from assistant.people import Person
from assistant.types import Command, Reply
from nlu.names import fold

_REVIEW = re.compile(r"\b(?:relecture|relire|secretariat)\b")


async def run(command: Command, desk: Desk) -> Reply:
    """Hand it to the secretaries to review; or to its author, or to the doctor named, who becomes the author."""
    writer, said = desk.writing, command.slots.get("practitioner")
    words = str(said[0] if isinstance(said, list) else said or "")
    if not words and _REVIEW.search(fold(command.said)) and "signature" not in fold(command.said):
        report = await writer.review(desk.origin, command.document)
        return Reply("to_review", {"title": report.title})
    report = await writer.get(command.document)
    author = report.author
    if words:
        found = [p for p in writer.people.signers(desk.origin.site) if _called(p, words)]
        if len(found) != 1:
            return Reply("no_author", {"words": words})
        author = found[0].id
    if not author:
        return Reply("which_author")
    report = await writer.submit(desk.origin, report.id, "" if author == report.author else author)
    return Reply("submitted", {"title": report.title, "author": writer.people.name(author)})


def _called(person: Person, words: str) -> bool:
    return set(fold(words).split()) <= set(fold(person.name).split())
