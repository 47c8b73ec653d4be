"""Traps of one family: twins, siblings, cousins, father and son, mother and daughter."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from tests.residents.pairs import names, spellings, two_people
from tests.residents.pairs.people import LAST_DAY, Person, a_day, a_house, a_person, another
from tests.residents.pairs.two_people import Two


def _number_of_child(rng: Random, child: Person) -> str:
    return "number" if child.born.year >= 2016 and rng.random() < 0.6 else ""


def twins(rng: Random) -> Two:
    """One mother, one day, one address, two names."""
    one = two_people.a_child(rng)
    other = another(rng, one, given=two_people.other_given(rng, one))
    number = _number_of_child(rng, one)
    return Two(two_people.told(one, number=number), two_people.told(other, number=number), other)


def twins_by_a_mark(rng: Random) -> Two:
    """Minh Anh and Minh Ánh."""
    girl = rng.random() < 0.5
    given, near = two_people.near_names(rng, girl=girl)
    one = two_people.a_child(rng, given, girl=girl)
    other = another(rng, one, given=near)
    number = _number_of_child(rng, one)
    return Two(
        two_people.told(one, number=number),
        two_people.told(other, number=number),
        other,
        marks_matter=True,
    )


def siblings(rng: Random) -> Two:
    """One mother, one house, another year and another name."""
    one = two_people.a_child(rng)
    girl = rng.random() < 0.5
    years = [y for y in range(2000, 2017) if 1 <= abs(y - one.born.year) <= 8]
    year = rng.choice(years)
    given = names.a_given(rng, year, girl=girl)
    if spellings.without_marks(given) == spellings.without_marks(one.given):
        given = two_people.other_given(rng, replace(one, girl=girl))
    middle = one.middle if rng.random() < 0.5 and girl == one.girl else ""
    other = another(
        rng,
        one,
        girl=girl,
        born=a_day(rng, year, year),
        given=given,
        middle=middle or names.a_middle(rng, year, girl=girl),
    )
    return Two(
        two_people.told(one), two_people.told(other, born=rng.choice(("day", "day", "year"))), other
    )


def father_and_son(rng: Random) -> Two:
    """Hùng and Hưng of one house, a generation apart."""
    given, near = two_people.near_names(rng, girl=False)
    father = replace(a_person(rng, girl=False, born=a_day(rng, 1945, 1975)), given=given)
    year = min(father.born.year + rng.randint(21, 38), 2015)
    son = another(
        rng,
        father,
        given=near,
        born=a_day(rng, year, year),
        mother=two_people.other_mother(rng, father),
    )
    kind = two_people.a_kind(rng)
    return Two(
        two_people.told(father, number=kind, mother=rng.random() < 0.5),
        two_people.told(
            son, number=kind if son.born.year < 1998 else "", mother=rng.random() < 0.7
        ),
        son,
    )


def mother_and_daughter(rng: Random) -> Two:
    """Hoa and Hòa: one is the mother in the other's record."""
    given, near = two_people.near_names(rng, girl=True)
    mother = replace(a_person(rng, girl=True, born=a_day(rng, 1945, 1978)), given=given)
    year = mother.born.year + rng.randint(19, 36)
    daughter = another(rng, mother, given=near, born=a_day(rng, year, year), mother=mother.name)
    kind = two_people.a_kind(rng)
    return Two(
        two_people.told(mother, number=kind, mother=rng.random() < 0.5),
        two_people.told(daughter, number=kind if daughter.born.year < 1998 else ""),
        daughter,
    )


def cousins(rng: Random) -> Two:
    """One name, one commune, days apart; the mothers are two."""
    one = two_people.a_child(rng)
    born = one.born + timedelta(days=rng.randint(2, 40))
    while born > LAST_DAY or born.day == one.born.day or born.year != one.born.year:
        one = two_people.a_child(rng)
        born = one.born + timedelta(days=rng.randint(2, 40))
    other = another(
        rng, one, born=born, mother=two_people.other_mother(rng, one), house=a_house(rng)
    )
    return Two(two_people.told(one), two_people.told(other), other)
