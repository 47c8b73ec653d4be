"""The eight fields of a record, and a pair of two with its truth."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from random import Random

from tests.residents.pairs import names, written_forms
from tests.residents.pairs.people import Person
from tests.residents.pairs.people import Record as ShortRecord


class Truth(StrEnum):
    """One person, two, or not to be told from what the two records say."""

    SAME = "same"
    DIFFERENT = "different"
    LOOK = "look"


@dataclass(frozen=True)
class Record:
    """The fields of one paper; "" where it has none."""

    name: str
    born: str = ""
    id_number: str = ""
    mother: str = ""
    address: str = ""
    father: str = ""
    sex: str = ""
    village: str = ""


@dataclass(frozen=True)
class Pair:
    """Two records, the truth, and the kind of the case."""

    id: str
    a: Record
    b: Record
    truth: Truth
    why: str

    def as_dict(self) -> dict[str, object]:
        """The line of the file."""
        return asdict(self)


@dataclass(frozen=True)
class Resident:
    """An invented person with a father."""

    person: Person
    father: str
    village: str = field(default="")

    def but(self, **changes: object) -> Resident:
        """The same with other facts of the person."""
        return replace(self, person=replace(self.person, **changes))  # type: ignore[arg-type]


def lengthened(short: ShortRecord) -> Record:
    """A record of five fields: its paper has no father, sex or village."""
    return Record(short.name, short.born, short.id_number, short.mother, short.address)


def a_father(rng: Random, person: Person) -> str:
    """A father's full name, with the child's family name."""
    year = person.born.year - rng.randint(21, 42)
    middle, given = names.a_middle(rng, year, girl=False), names.a_given(rng, year, girl=False)
    return " ".join(part for part in (person.surname, middle, given) if part)


def resident(rng: Random, person: Person) -> Resident:
    return Resident(person, a_father(rng, person), rng.choice(names.VILLAGES))


def written(rng: Random, whose: Resident, facts: str, *, name: str = "", born: str = "") -> Record:
    """A record with these of its facts, by their first letters.

    ``d`` day or ``y`` year of birth, ``n`` personal number or ``c`` card, ``m`` mother, ``f``
    father, ``s`` sex, ``v`` village, ``a`` address.
    """
    person, place = whose.person, whose.person.place
    commune = f"{place.kind} {place.commune}, {place.district_kind} {place.district}"
    village = f"thôn {whose.village}" if "v" in facts else ""
    if village and rng.random() < 0.5:
        commune, village = f"{village}, {commune}", ""
    return Record(
        name=name or person.name,
        born=born or (person.born.isoformat() if "d" in facts else ""),
        id_number=person.number if "n" in facts else person.card if "c" in facts else "",
        mother=person.mother if "m" in facts else "",
        address=commune if "a" in facts else "",
        father=whose.father if "f" in facts else "",
        sex=a_sex(rng, girl=person.girl) if "s" in facts else "",
        village=village,
    )


def a_sex(rng: Random, *, girl: bool) -> str:
    return rng.choice(("Nữ", "nữ", "female")) if girl else rng.choice(("Nam", "nam", "male"))


def as_people_write(rng: Random, day: date) -> str:
    return rng.choice(
        (day.isoformat(), f"{day.day}/{day.month}/{day.year}", f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}")
    )


def parent_otherwise(rng: Random, name: str) -> str:
    """A parent's name as somebody else writes it, in half of the records."""
    if not name or rng.random() < 0.5:
        return name
    return written_forms.mother(rng, name).replace("bà ", "")
