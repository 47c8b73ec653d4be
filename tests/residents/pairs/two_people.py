"""Two different people, and the record of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from random import Random

from tests.residents.pairs import names, spellings
from tests.residents.pairs.people import Person, Record, a_day, a_house, a_mother, a_person, another


@dataclass(frozen=True)
class Two:
    """Two people and the record of each."""

    a: Record
    b: Record
    second: Person
    marks_matter: bool = False  # without diacritics the two would be one


def told(person: Person, *, number: str = "", mother: bool = True, born: str = "day") -> Record:
    """A record with these fields only; ``number`` is "card", "number" or nothing."""
    place = person.place
    return Record(
        name=person.name,
        born={"day": person.born.isoformat(), "year": str(person.born.year), "": ""}[born],
        id_number=getattr(person, number) if number else "",
        mother=person.mother if mother else "",
        address=f"{place.kind} {place.commune}, {place.district_kind} {place.district}",
    )


def a_kind(rng: Random, *, can_be_absent: bool = True) -> str:
    return rng.choice(("card", "number", "")) if can_be_absent else rng.choice(("card", "number"))


def near_names(rng: Random, *, girl: bool) -> tuple[str, str]:
    """Two names that differ only in diacritics, in either order."""
    one, other = rng.choice(names.NEAR_WOMEN if girl else names.NEAR_MEN)
    return (one, other) if rng.random() < 0.5 else (other, one)


def other_mother(rng: Random, person: Person) -> str:
    """A mother whose given name differs even without diacritics."""
    while True:
        mother = a_mother(rng, person.born.year)
        given = [spellings.without_marks(name.split()[-1]) for name in (mother, person.mother)]
        if given[0] != given[1]:
            return mother


def other_given(rng: Random, person: Person, bearer: Person | None = None) -> str:
    """A given name for the bearer, by default of that person's sex and age."""
    bearer = bearer or person
    while True:
        given = names.a_given(rng, bearer.born.year, girl=bearer.girl)
        if spellings.without_marks(given) != spellings.without_marks(person.given):
            return given


def other_day_of_the_year(rng: Random, day: date) -> date:
    """Another day that is no typing error of this one."""
    while True:
        other = a_day(rng, day.year, day.year)
        turned = (other.month, other.day) == (day.day, day.month)
        if abs(other.day - day.day) > 1 and abs(other.month - day.month) > 1 and not turned:
            return other


def elsewhere(rng: Random, person: Person) -> names.Place:
    return rng.choice([place for place in names.PLACES if place.district != person.place.district])


def a_child(rng: Random, given: str | None = None, *, girl: bool | None = None) -> Person:
    child = a_person(rng, girl=girl, born=a_day(rng, 2003, 2016))
    return replace(child, given=given) if given else child


def a_grown_day(rng: Random) -> date:
    return a_day(rng, 1940, 1996)


def a_common_grown_up(rng: Random) -> Person:
    surname, middle, given, girl = rng.choice(names.VERY_COMMON)
    one = a_person(rng, girl=girl, born=a_day(rng, 1950, 1996))
    return replace(one, surname=surname, middle=middle, given=given)


def namesake(rng: Random, one: Person, *, far: bool) -> Person:
    """The same name and year; another day, mother and papers, perhaps another commune."""
    return another(
        rng,
        one,
        born=other_day_of_the_year(rng, one.born),
        mother=other_mother(rng, one),
        place=elsewhere(rng, one) if far else one.place,
        house=a_house(rng),
    )
