"""The users, and what each may see and write: computed from plain postings, without the
application.

The rules are implemented a second time on purpose, independently of ``app/``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ENDED = "!"
"""Suffix of a place: the posting there has ended."""
READS = {
    "city_justice": "city",
    "district_leader": "district",
    "district_office": "district",
    "district_justice": "district",
    "commune_leader": "unit",
    "commune_reception": "unit",
    "commune_justice": "unit",
    "commune_labour": "unit",
}
"""How far each role reads dossiers; a role without entry reads none."""
MANAGES = {"city_admin": "city", "district_it": "district"}
SUPERVISES = frozenset({"city_admin", "city_justice", "district_justice", "district_it"})
"""Roles that see alarms about lookups."""
CITY_OFFICES = frozenset({"city_admin", "city_justice"})
"""Roles that read inbound SMS of citizens."""
SUMMED = {
    *(f"monthly_count.{number} whole" for number in ("received", "in_time", "overdue")),
    *("procedure_count.received", "procedure_count.in_time", "procedure_count.received published"),
}
"""The kept counts that everybody sees of the units where they work, or which they manage."""
ROLLOUT = "rollout"
"""The kind of reports that leaders of the roll-out issue and read."""
PARTNERS = frozenset({"police", "insurance"})
TAKES_IN = PARTNERS | {"commune_justice"}
"""Roles whose unit may hold packets: an agency, or a commune that gets an inquiry."""
AT_AGENCY = ("sent", "received", "completing", "answered", "refused", "collected")


@dataclass(frozen=True)
class Person:
    """A user of the matrix, with postings as (role, place)."""

    name: str
    postings: tuple[tuple[str, str], ...]


_TWELVE = (
    "city_admin", "city_justice", "district_leader", "district_office", "district_justice",
    "district_it", "commune_leader", "commune_reception", "commune_justice", "commune_labour",
    "police", "insurance",
)  # fmt: skip
PEOPLE: tuple[Person, ...] = (
    *(Person(role.replace("_", " "), ((role, "here"),)) for role in _TWELVE),
    Person("next reception", (("commune_reception", "next"),)),
    Person("next leader", (("commune_leader", "next"),)),
    Person("far reception", (("commune_reception", "far"),)),
    Person("far justice", (("commune_justice", "far"),)),
    Person("far district", (("district_leader", "far"),)),
    Person("far it", (("district_it", "far"),)),
    Person("far police", (("police", "far"),)),
    Person("far insurance", (("insurance", "far"),)),
    Person("moved away", (("commune_reception", "here"), ("commune_justice", "far" + ENDED))),
    Person("former police", (("police", "far"), ("police", "here" + ENDED))),
    Person("two hats", (("commune_reception", "here"), ("district_leader", "here"))),
    Person("posted nowhere", (("commune_leader", "here" + ENDED),)),
)
"""One of each role in and above the first commune, and strangers to it."""


@dataclass(frozen=True)
class Rights:
    """What one user may see and write, in keys and canaries."""

    units: frozenset[int]
    """Units of today's postings."""
    reads: frozenset[int]
    manages: frozenset[int]
    legs: frozenset[str]
    """Packets at the user's office."""
    sees: frozenset[str]
    """Every canary that may be part of a response to this user."""
    works_in: frozenset[int]
    """Communes whose dossiers the user may write."""
    roles: frozenset[str]


def rights_of(person: Mapping[str, Any], facts: Mapping[str, Any]) -> Rights:
    """Compute from the postings that have not ended."""
    postings = [each for each in person["postings"] if not each["over"]]
    units = {int(u): d for u, d in facts["units"].items()}

    def reached(reach: str | None, unit: int) -> set[int]:
        if reach == "unit":
            return {unit}
        if reach == "city":
            return set(units)
        if reach == "district":
            return {u for u, district in units.items() if district == units[unit]}
        return set()

    reads: set[int] = set()
    manages: set[int] = set()
    for each in postings:
        reads |= reached(READS.get(each["role"]), each["unit"])
        manages |= reached(MANAGES.get(each["role"]), each["unit"])
    own = {each["unit"] for each in postings}
    roles = {each["role"] for each in postings}
    holders = {each["unit"] for each in postings if each["role"] in TAKES_IN}
    legs = {
        key
        for key, leg in facts["legs"].items()
        if leg["holder"] in holders and leg["state"] in AT_AGENCY
    }
    works_in = {each["unit"] for each in postings if each["role"].startswith("commune")}
    sees = {
        canary
        for canary, meaning in facts["canaries"].items()
        if _is_for(meaning, canary, facts, (reads, own | manages, own, legs, person))
    }
    return Rights(
        *map(frozenset, (own, reads, manages, legs, sees, works_in, roles)),
    )


def _is_for(
    meaning: list[str], canary: str, facts: Mapping[str, Any], who: tuple[Any, ...]
) -> bool:
    reads, colleagues_of, own, legs, person = who
    kind, owner, _where = meaning
    if kind == "dossier":
        sent = any(canary in facts["legs"][leg]["says"] for leg in legs)
        return facts["dossiers"][owner] in reads or sent
    if kind == "staff":  # phone and identity number
        return facts["staff"][owner] in colleagues_of or owner == person["staff"]
    if kind == "staff name":  # one's own is in the header of the page
        units = {facts["staff"][owner], *facts["posted"].get(owner, ())}
        who = (reads, colleagues_of, own, legs)
        return owner == person["staff"] or any(_meets(facts, unit, who) for unit in units)
    if kind == "posting":
        own_posting = owner in {each["id"] for each in person["postings"]}
        return facts["postings"][owner] in colleagues_of or own_posting
    if kind == "attendance":
        return facts["staff"][owner] in colleagues_of or owner == person["staff"]
    if kind in {"figure", "report"}:
        return _is_of_reports(meaning, facts, who)
    if kind in {"kept", "preference", "inbound", "sandbox", "import"}:
        return _is_of_offices(meaning, facts, who)
    return _is_of_population(meaning, facts, who)


def _is_of_offices(meaning: list[str], facts: Mapping[str, Any], who: tuple[Any, ...]) -> bool:
    """The user's own, or managed by offices of the city."""
    reads, _colleagues, _own, _legs, person = who
    kind, owner, _where = meaning
    if kind == "kept":
        return owner == str(person["user"])
    if kind == "preference":
        return owner == person["staff"]
    if kind == "inbound":
        return any(each["role"] in CITY_OFFICES for each in person["postings"])
    return len(reads) == len(facts["units"])  # for users who read dossiers of the whole city


def _is_of_population(meaning: list[str], facts: Mapping[str, Any], who: tuple[Any, ...]) -> bool:
    reads, colleagues_of, _own, _legs, person = who
    kind, owner, _where = meaning
    if kind == "answer":  # an answer of the population database, within a dossier
        return facts["dossiers"][owner] in reads
    supervises = any(each["role"] in SUPERVISES for each in person["postings"])
    near = reads | colleagues_of
    return kind == "alarm" and supervises and facts["places"][owner]["unit"] in near


def _is_of_reports(meaning: list[str], facts: Mapping[str, Any], who: tuple[Any, ...]) -> bool:
    """Numbers are for readers of all dossiers that they count. Leaders of the roll-out see them
    added up by commune and month, an agency sees what is counted of its packets. A report is for
    readers of its unit and for the unit itself, one of the roll-out for who manages the unit too.
    """
    reads, colleagues_of, own, _legs, person = who
    kind, owner, said = meaning
    if kind == "report":
        return int(owner) in reads | own | (colleagues_of if said.endswith(ROLLOUT) else set())
    places = [facts["places"][name] for name in owner.split("+")]
    units, districts = ({place[key] for place in places} for key in ("unit", "district"))
    number, _space, about = said.partition(" ")
    if units <= reads or (said in SUMMED and units <= colleagues_of):
        return True
    return number.startswith(("monthly_count.", "stage_days.")) and any(
        districts == {facts["units"][str(each["unit"])]}
        for each in person["postings"]
        if each["role"] == about and not each["over"]
    )


def _meets(facts: Mapping[str, Any], unit: int, who: tuple[Any, ...]) -> bool:
    """Whether the user sees people of this unit: colleagues, and officers who act on the user's
    rows.
    """
    reads, colleagues_of, own, legs = who
    if unit in colleagues_of or unit in reads:
        return True
    theirs = {leg["holder"] for leg in facts["legs"].values() if leg["commune"] in reads}
    senders = {facts["legs"][leg]["commune"] for leg in legs}
    return unit in theirs | senders | own
