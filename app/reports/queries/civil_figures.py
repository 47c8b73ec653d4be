"""The figures of the civil-status statistics: tables, columns, and which entries each counts.

One definition serves the counts, the list behind a figure and the printed form (biểu thống kê hộ
tịch). A column without a stated fact is a column of its own, so that the columns of each group add
up to the total.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Integer, and_, case, cast, func

from app.registers.models.entries import Entry, RegisterKind
from app.registers.vocabulary import BirthPlace, CauseOfDeath, Timing

UNKNOWN = ""
FIRST, AGAIN, WOMAN = "first", "again", "female"
Wanted = tuple[tuple[str, str], ...]
Words = Mapping[Any, LazyString]
"""Labels by value."""


@dataclass(frozen=True)
class Band:
    """Ages from ``least`` up to, and without, ``below``."""

    key: str
    label: LazyString
    least: int
    below: int = 1000


MARRIAGE_AGES = (
    Band("under_20", _("under 20"), 0, 20),
    Band("20_24", _("20 to 24"), 20, 25),
    Band("25_29", _("25 to 29"), 25, 30),
    Band("30_34", _("30 to 34"), 30, 35),
    Band("35_39", _("35 to 39"), 35, 40),
    Band("40", _("40 and over"), 40),
)
AGES_AT_DEATH = (
    Band("under_1", _("under 1"), 0, 1),
    Band("1_4", _("1 to 4"), 1, 5),
    Band("5_14", _("5 to 14"), 5, 15),
    Band("15_59", _("15 to 59"), 15, 60),
    Band("60", _("60 and over"), 60),
)


def _text(name: str) -> ColumnElement[str]:
    return func.coalesce(Entry.facts[name].astext, UNKNOWN)


def _band(name: str, bands: tuple[Band, ...]) -> ColumnElement[str]:
    years = cast(Entry.facts[name].astext, Integer)
    return case(
        *(((years >= band.least) & (years < band.below), band.key) for band in bands),
        else_=UNKNOWN,
    )


def _nth(name: str) -> ColumnElement[str]:
    nth = cast(Entry.facts[name].astext, Integer)
    return case((nth == 1, FIRST), (nth > 1, AGAIN), else_=UNKNOWN)


FACTS: Mapping[str, ColumnElement[Any]] = {
    "kind": Entry.kind.expression,
    "sex": _text("sex"),
    "timing": _text("timing"),
    "place": _text("place"),
    "linked": _text("linked"),
    "cause": _text("cause"),
    "age": _band("age", AGES_AT_DEATH),
    "bride_age": _band("bride_age", MARRIAGE_AGES),
    "groom_age": _band("groom_age", MARRIAGE_AGES),
    "bride_marriages": _nth("bride_marriages"),
    "groom_marriages": _nth("groom_marriages"),
}
"""What an entry is counted by."""


@dataclass(frozen=True)
class Figure:
    """One column: the entries of a kind in which each wanted fact has the wanted value."""

    key: str
    label: LazyString
    kind: RegisterKind
    wanted: Wanted = ()

    def holds(self, facts: Mapping[str, Any]) -> ColumnElement[bool]:
        """Whether an entry, or a group of entries with these facts, is counted."""
        return and_(
            facts["kind"] == self.kind, *(facts[fact] == value for fact, value in self.wanted)
        )


@dataclass(frozen=True)
class FigureTable:
    """One table of the form (một biểu)."""

    key: str
    label: LazyString
    figures: tuple[Figure, ...]


def _group(
    table: str, kind: RegisterKind, fact: str, words: Words, more: Wanted = ()
) -> Iterator[Figure]:
    """A column a value, and one for entries that do not state it."""
    prefix = "".join(f".{value}" for _fact, value in more)
    for value, label in {**words, UNKNOWN: NOT_STATED[fact.rpartition("_")[2]]}.items():
        key = f"{table}{prefix}.{fact}.{value or 'unknown'}"
        yield Figure(key, label, kind, (*more, (fact, value)))


NOT_STATED: Words = {
    "sex": _("sex not stated"),
    "timing": _("time not stated"),
    "place": _("place not stated"),
    "age": _("age not stated"),
    "marriages": _("which marriage not stated"),
    "cause": _("cause not stated"),
}
SEXES = {"male": _("Men"), WOMAN: _("Women")}
TIMINGS = {
    Timing.ON_TIME: _("on time"),
    Timing.LATE: _("late"),
    Timing.AGAIN: _("registered again"),
}
PLACES = {
    BirthPlace.FACILITY: _("born in a health facility"),
    BirthPlace.ELSEWHERE: _("born elsewhere"),
}
CAUSES = {
    CauseOfDeath.ILLNESS: _("illness, old age"),
    CauseOfDeath.TRAFFIC: _("traffic accident"),
    CauseOfDeath.ACCIDENT: _("other accident"),
    CauseOfDeath.SUICIDE: _("suicide"),
    CauseOfDeath.OTHER: _("another cause"),
}
TIMES_MARRIED = {FIRST: _("first marriage"), AGAIN: _("second or later marriage")}
BIRTH, MARRIAGE, DEATH = RegisterKind.BIRTH, RegisterKind.MARRIAGE, RegisterKind.DEATH
COUNTED = (BIRTH, MARRIAGE, DEATH)


def _ages(bands: tuple[Band, ...]) -> dict[str, LazyString]:
    return {band.key: band.label for band in bands}


def _spouses(who: str) -> tuple[Figure, ...]:
    return (
        *_group(who, MARRIAGE, f"{who}_marriages", TIMES_MARRIED),
        *_group(who, MARRIAGE, f"{who}_age", _ages(MARRIAGE_AGES)),
    )


TABLES = (
    FigureTable(
        "birth",
        _("Births registered"),
        (
            Figure("birth", _("Total"), BIRTH),
            *_group("birth", BIRTH, "sex", {"male": _("Boys"), WOMAN: _("Girls")}),
            *_group("birth", BIRTH, "timing", TIMINGS),
            *_group("birth", BIRTH, "place", PLACES),
            Figure("birth.linked", _("by the linked procedure"), BIRTH, (("linked", "true"),)),
        ),
    ),
    FigureTable(
        "marriage",
        _("Marriages registered (couples)"),
        (
            Figure("marriage", _("Total"), MARRIAGE),
            *_group(
                "marriage",
                MARRIAGE,
                "timing",
                {Timing.ON_TIME: _("registered anew"), Timing.AGAIN: TIMINGS[Timing.AGAIN]},
            ),
        ),
    ),
    FigureTable("bride", _("Wives by age, first or later marriage"), _spouses("bride")),
    FigureTable("groom", _("Husbands by age, first or later marriage"), _spouses("groom")),
    FigureTable(
        "death",
        _("Deaths registered"),
        (
            Figure("death", _("Total"), DEATH),
            *_group("death", DEATH, "sex", SEXES),
            *_group("death", DEATH, "timing", TIMINGS),
        ),
    ),
    FigureTable(
        "age",
        _("The dead by age"),
        tuple(_group("age", DEATH, "age", _ages(AGES_AT_DEATH))),
    ),
    FigureTable(
        "women",
        _("Women among the dead by age"),
        tuple(_group("women", DEATH, "age", _ages(AGES_AT_DEATH), (("sex", WOMAN),))),
    ),
    FigureTable("cause", _("Causes of death"), tuple(_group("cause", DEATH, "cause", CAUSES))),
)
FIGURES: Mapping[str, Figure] = {figure.key: figure for table in TABLES for figure in table.figures}
