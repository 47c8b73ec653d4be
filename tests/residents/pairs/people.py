"""Invented people, and the five fields of a record about one."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from random import Random

from tests.residents.pairs import names
from tests.residents.pairs.names import Place

FIRST_DAY, LAST_DAY = date(1931, 1, 1), date(2016, 11, 25)
FIRST_CARD_YEAR = 2002  # people born later have no identity card (CMND) yet
FIRST_NUMBER_YEAR = 2016  # from then on a child gets its number at birth


@dataclass(frozen=True)
class Record:
    """The fields of one paper; "" where it has none."""

    name: str
    born: str
    id_number: str
    mother: str
    address: str


@dataclass(frozen=True)
class Pair:
    """Two records, whether they are of one person, and what makes it hard to see."""

    id: str
    a: Record
    b: Record
    same: bool
    why: str

    def as_dict(self) -> dict[str, object]:
        """The line of the file."""
        return asdict(self)


@dataclass(frozen=True)
class Person:
    """The true data of an invented person."""

    surname: str
    middle: str
    given: str
    girl: bool
    born: date
    card: str
    number: str
    mother: str
    place: Place
    house: str

    @property
    def name(self) -> str:
        """Surname, middle name, given name: the Vietnamese order."""
        return " ".join(part for part in (self.surname, self.middle, self.given) if part)

    @property
    def grown(self) -> bool:
        """Old enough for an identity card."""
        return self.born.year <= FIRST_CARD_YEAR


def a_person(rng: Random, *, girl: bool | None = None, born: date | None = None) -> Person:
    """A person, adult (two of three) or a child."""
    girl = rng.random() < 0.5 if girl is None else girl
    if born is None:
        years = (FIRST_DAY.year, 2001) if rng.random() < 0.66 else (2003, 2016)
        born = a_day(rng, *years)
    surname, middle = names.a_surname(rng), names.a_middle(rng, born.year, girl=girl)
    given = names.a_given(rng, born.year, girl=girl)
    while given in (surname, *middle.split()):
        given = names.a_given(rng, born.year, girl=girl)
    return Person(
        surname=surname,
        middle=middle,
        given=given,
        girl=girl,
        born=born,
        card=a_card(rng),
        number=a_number(rng, born.year, girl=girl),
        mother=a_mother(rng, born.year),
        place=rng.choice(names.PLACES),
        house=a_house(rng),
    )


def another(rng: Random, person: Person, **changes: object) -> Person:
    """Another person with other papers who shares what is not changed."""
    born = changes.get("born", person.born)
    girl = bool(changes.get("girl", person.girl))
    assert isinstance(born, date)
    papers = {"card": a_card(rng), "number": a_number(rng, born.year, girl=girl)}
    while far_apart(papers["card"], person.card) < 4:
        papers["card"] = a_card(rng)
    while far_apart(papers["number"][6:], person.number[6:]) < 4:
        papers["number"] = a_number(rng, born.year, girl=girl)
    return replace(person, **{**papers, **changes})  # type: ignore[arg-type]


def far_apart(one: str, other: str) -> int:
    """How many places of two numbers of one length differ."""
    return sum(x != y for x, y in zip(one, other, strict=True))


def a_day(rng: Random, first_year: int, last_year: int) -> date:
    """A day in those years, not in the future."""
    first, last = date(first_year, 1, 1), min(date(last_year, 12, 31), LAST_DAY)
    return first + timedelta(days=rng.randrange((last - first).days + 1))


def a_card(rng: Random) -> str:
    """An old card's nine digits: Hanoi, the former Hà Tây, or elsewhere."""
    issued_in = rng.choices(("01", "11", "03", "16", "13"), weights=(55, 30, 5, 5, 5))[0]
    return issued_in + f"{rng.randrange(10**7):07d}"


def a_number(rng: Random, year: int, *, girl: bool) -> str:
    """Twelve digits: place of registration, century and sex, year, six random ones."""
    where = rng.choices(("001", "034", "036", "026", "038"), weights=(80, 5, 5, 5, 5))[0]
    century_and_sex = (2 if year >= 2000 else 0) + girl
    return f"{where}{century_and_sex}{year % 100:02d}{rng.randrange(10**6):06d}"


def a_mother(rng: Random, year_of_child: int) -> str:
    """A mother's full name."""
    year = year_of_child - rng.randint(19, 38)
    middle = names.a_middle(rng, year, girl=True)
    parts = (names.a_surname(rng), middle, names.a_given(rng, year, girl=True))
    return " ".join(part for part in parts if part)


def a_house(rng: Random) -> str:
    """The part of an address below the commune."""
    if rng.random() < 0.6:
        return f"thôn {rng.choice(names.VILLAGES)}"
    return f"số {rng.randint(1, 98)} ngõ {rng.randint(2, 300)}"


def full_address(person: Person) -> str:
    """The address as a register writes it."""
    place = person.place
    return (
        f"{person.house}, {place.kind} {place.commune}, {place.district_kind} {place.district},"
        " TP Hà Nội"
    )


def shown(rng: Random, person: Person, *, old_card: bool) -> Record:
    """The record of a careful clerk: incomplete, but correct."""
    if person.grown:
        number, has_number, has_mother = person.card if old_card else person.number, 0.85, 0.55
    else:
        number, has_number, has_mother = person.number, 0.7, 0.96
        if person.born.year < FIRST_NUMBER_YEAR:
            has_number = 0
    place = person.place
    short = f"{place.kind} {place.commune}, {place.district_kind} {place.district}"
    return Record(
        name=person.name,
        born=person.born.isoformat(),
        id_number=number if rng.random() < has_number else "",
        mother=person.mother if rng.random() < has_mother else "",
        address=(short if rng.random() < 0.4 else full_address(person))
        if rng.random() < 0.93
        else "",
    )
