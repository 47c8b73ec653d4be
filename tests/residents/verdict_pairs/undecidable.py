"""Two records that do not say whether they are of one person: an officer has to ask."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.residents.pairs import names, two_people
from tests.residents.pairs import spellings as plain
from tests.residents.pairs.people import a_person
from tests.residents.verdict_pairs import spellings
from tests.residents.verdict_pairs.one_person import Kind, Two
from tests.residents.verdict_pairs.records import a_sex, resident, written
from tests.residents.verdict_pairs.two_persons import dressed, twin_children


def twin_or_mark(rng: Random) -> Two:
    """Hoa and Hòa of one mother and day, without numbers: twins, or a mark too few."""
    girl = rng.random() < 0.5
    given, near = two_people.near_names(rng, girl=girl)
    whose = resident(rng, two_people.a_child(rng, given, girl=girl))
    facts = rng.choice(("dma", "dmfa", "dmfasv"))
    return written(rng, whose, facts), dressed(rng, written(rng, whose.but(given=near), facts))


def next_number_bare(rng: Random) -> Two:
    """Numbers that follow one another, and one name without marks: a twin, or a wrong figure."""
    while True:
        one, other = twin_children(rng)
        name = plain.without_marks(other.person.name)
        if name == plain.without_marks(one.person.name) != one.person.name:
            facts = rng.choice(("dnma", "dnmfa"))
            return written(rng, one, facts), written(rng, other, facts, name=name.upper())


def twin_with_the_number(rng: Random) -> Two:
    """One number, mother and day, two given names: a twin under the other's number, or renamed."""
    one = two_people.a_child(rng)
    whose = resident(rng, one)
    other = whose.but(given=two_people.other_given(rng, one))
    facts = rng.choice(("dnma", "dnmfa", "dnmfasv"))
    return written(rng, whose, facts), dressed(rng, written(rng, other, facts))


def letter_or_twin(rng: Random) -> Two:
    """Lan and Loan of one mother and day, without numbers."""
    girl = rng.random() < 0.5
    given, near = rng.choice(spellings.LETTER_APART[girl])
    whose = resident(rng, two_people.a_child(rng, given, girl=girl))
    facts = rng.choice(("dma", "dmfa", "dmfasv"))
    return written(rng, whose, facts), dressed(rng, written(rng, whose.but(given=near), facts))


def village_of_another(rng: Random) -> Two:
    """A very common name and the exact day, two villages of one commune, no parents."""
    whose = resident(rng, two_people.a_common_grown_up(rng))
    others = [each for each in names.VILLAGES if each != whose.village]
    moved = replace(whose, village=rng.choice(others))
    return written(rng, whose, "dav"), dressed(rng, written(rng, moved, "dav"))


def year_and_commune(rng: Random) -> Two:
    """A very common name and the year, one commune, no more."""
    whose = resident(rng, two_people.a_common_grown_up(rng))
    born = str(whose.person.born.year)
    return written(rng, whose, "da"), dressed(rng, written(rng, whose, "a", born=born))


def other_sex_alone(rng: Random) -> Two:
    """All agrees but the sex, and no number says which is right."""
    one = two_people.a_child(rng)
    whose = resident(rng, replace(one, middle=rng.choice(("Minh", "Bảo", "Gia"))))
    a, b = written(rng, whose, "dmas"), written(rng, whose, "dmas")
    return replace(a, sex=a_sex(rng, girl=one.girl)), replace(b, sex=a_sex(rng, girl=not one.girl))


def day_alone(rng: Random) -> Two:
    """A very common name and the exact day; no commune, number or parent."""
    whose = resident(rng, two_people.a_common_grown_up(rng))
    return written(rng, whose, "d"), dressed(rng, written(rng, whose, "da"))


def number_of_the_same_day(rng: Random) -> Two:
    """One number and day, but another name altogether: who holds the number?"""
    one = a_person(rng, born=two_people.a_grown_day(rng))
    other = replace(one, given=two_people.other_given(rng, one))
    whose = resident(rng, one)
    return written(rng, whose, "dna"), dressed(
        rng, written(rng, replace(whose, person=other), "dna")
    )


KINDS: tuple[Kind, ...] = (
    ("twin_or_mark", 6, twin_or_mark),
    ("next_number_bare", 5, next_number_bare),
    ("twin_with_the_number", 5, twin_with_the_number),
    ("letter_or_twin", 4, letter_or_twin),
    ("village_of_another", 4, village_of_another),
    ("year_and_commune", 3, year_and_commune),
    ("other_sex_alone", 4, other_sex_alone),
    ("day_alone", 3, day_alone),
    ("number_of_the_same_day", 3, number_of_the_same_day),
)
