"""The national directory's FHIR API («Annuaire Santé», v2, FHIR R4) behind a port: people and their MSSanté boxes.

Searches are sent by POST `_search`: a name never stands in an address that a proxy would log.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

import aiohttp
from yarl import URL

from actions.dispatch.directory_values import Correspondent, Mailbox
from actions.dispatch.mail import ADDRESS
from actions.dispatch.message import Address
from assistant.errors import DispatchError
from assistant.settings import Secret

RPPS = "https://rpps.esante.gouv.fr"
SPECIALTIES = "TRE_R38"
"""Part of the code system of ordinal specialties («TRE_R38-SpecialiteOrdinale»)."""
Resource = Mapping[str, Any]


class NationalDirectory(Protocol):
    """Port: whoever knows the professionals of the country."""

    async def named(self, family: str, given: str = "") -> tuple[Correspondent, ...]:
        """People of that name, as the service understands it. Raises DispatchError(directory-down)."""
        ...


class FhirDirectory:
    """That port on the API. `url` is its base, the key goes in ESANTE-API-KEY."""

    def __init__(self, url: str, key: Secret, timeout: float = 10.0, pages: int = 5) -> None:
        self._base, self._key, self._timeout, self._pages = URL(url.rstrip("/")), key, timeout, pages

    async def named(self, family: str, given: str = "") -> tuple[Correspondent, ...]:
        asked = {"family": family, **({"given": given} if given else {}), "_count": "50"}
        headers = {"ESANTE-API-KEY": str(self._key), "Accept": "application/fhir+json"}
        limit = aiohttp.ClientTimeout(total=self._timeout)
        try:
            async with aiohttp.ClientSession(headers=headers, timeout=limit) as session:
                people = [p async for p in _paged(session, self._base, "Practitioner", asked, self._pages)]
                found = {p["id"]: who for p in people if (who := _person(p))}
                if found:
                    roles = {
                        "practitioner": ",".join(found),
                        "_include": "PractitionerRole:organization",
                        "_count": "50",
                    }
                    others = [r async for r in _paged(session, self._base, "PractitionerRole", roles, self._pages)]
                    _join(found, others)
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, AttributeError) as fault:
            raise DispatchError("directory-down", type(fault).__name__) from fault
        return tuple(found.values())


async def _paged(session: aiohttp.ClientSession, base: URL, kind: str, asked: Mapping[str, str], pages: int) -> Any:
    """Resources of a search, following «next» on the same server only."""
    async with session.post(base / kind / "_search", data=asked) as answer:
        answer.raise_for_status()
        bundle = await answer.json(content_type=None)
    for _ in range(pages):
        for entry in bundle.get("entry", ()):
            yield entry["resource"]
        following = next((link["url"] for link in bundle.get("link", ()) if link.get("relation") == "next"), "")
        if not following or URL(following).origin() != base.origin():
            return
        async with session.get(URL(following, encoded=True)) as answer:
            answer.raise_for_status()
            bundle = await answer.json(content_type=None)


def _person(resource: Resource) -> Correspondent | None:
    rpps = next((i["value"] for i in resource.get("identifier", ()) if i.get("system") == RPPS), "")
    name: Resource = next(iter(resource.get("name", ())), {})
    if not rpps or not name.get("family"):
        return None
    title = next(iter([*name.get("suffix", ()), *name.get("prefix", ())]), "")
    given = " ".join(name.get("given", ()))
    return Correspondent(rpps, name["family"], given, rpps, title, boxes=tuple(_boxes(resource)))


def _join(found: dict[str, Correspondent], resources: Sequence[Resource]) -> None:
    """What roles and establishments add to people: specialty, boxes of the place, town."""
    places = {r["id"]: r for r in resources if r.get("resourceType") == "Organization"}
    for role in (r for r in resources if r.get("resourceType") == "PractitionerRole"):
        who = found.get(_id(role.get("practitioner", {})))
        if who is None:
            continue
        place = places.get(_id(role.get("organization", {})), {})
        where: Resource = next(iter(place.get("address", ())), {})
        codings = [c for code in role.get("code", ()) for c in code.get("coding", ())]
        skill: Resource = next((c for c in codings if SPECIALTIES in c.get("system", "")), {})
        known = {box.address: box for box in (*who.boxes, *_boxes(role, place.get("name", "")))}
        postal = Address(tuple(where.get("line", ())), where.get("postalCode", ""), where.get("city", ""))
        found[_id(role["practitioner"])] = replace(
            who,
            specialty_code=who.specialty_code or skill.get("code", ""),
            specialty=who.specialty or skill.get("display", ""),
            town=who.town or postal.town,
            postal=who.postal if who.postal.known else postal,
            boxes=tuple(known.values()),
        )


def _boxes(resource: Resource, place: str = "") -> Iterator[Mailbox]:
    """Telecoms marked MSSANTE; their metadata say of what type (as-ext-mailbox-mss-metadata)."""
    for telecom in resource.get("telecom", ()):
        marks = telecom.get("extension", ())
        address = telecom.get("value", "").casefold()
        if any(m.get("valueCoding", {}).get("code") == "MSSANTE" for m in marks) and ADDRESS.fullmatch(address):
            details = [d for m in marks if m.get("url", "").endswith("mailbox-mss-metadata") for d in m["extension"]]
            kind = next(
                (d["valueCodeableConcept"]["coding"][0]["code"] for d in details if d.get("url") == "type"), "PER"
            )
            service = next(
                (d.get("valueString", "") for d in details if d.get("url") in {"service", "description"}), ""
            )
            yield Mailbox(address, kind, service or place)


def _id(reference: Resource) -> str:
    return str(reference.get("reference", "")).rpartition("/")[2]
