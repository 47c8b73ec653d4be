"""Two records of one person with eight fields: ordinary mistakes, and those of the new kinds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from tests.residents.pairs import days, names, two_people, written_forms
from tests.residents.pairs import spellings as plain
from tests.residents.pairs.people import FIRST_NUMBER_YEAR, Person, a_day, a_house, a_person
from tests.residents.verdict_pairs import spellings
from tests.residents.verdict_pairs.records import (
    Record,
    Resident,
    a_sex,
    as_people_write,
    parent_otherwise,
    resident,
    written,
)

Two = tuple[Record, Record]
Kind = tuple[str, int, Callable[[Random], Two]]
"""Its name, its weight, and the function that makes the two records."""

SETTLED = ("dn", "dna", "dma", "dnma", "dc", "dmfav", "dmasv", "dnfas", "dfav")
"""Facts that settle who somebody is, beside the name."""


def _somebody(rng: Random, *, stopped: bool = False) -> Resident:
    person = a_person(rng)
    if stopped:
        person = replace(person, given=rng.choice(spellings.STOPPED_GIVEN[person.girl]))
    return resident(rng, person)


def _fits(person: Person, facts: str) -> bool:
    """Whether somebody of this age has such papers: no card as a child, a number at birth only."""
    has_number = person.born.year < 1998 or person.born.year >= FIRST_NUMBER_YEAR
    return (has_number or "n" not in facts) and (person.grown or "c" not in facts)


def _facts(rng: Random, whose: Resident, choice: Sequence[str]) -> str:
    """Some of the facts that this person has papers for; "" if there are none."""
    return rng.choice([each for each in choice if _fits(whose.person, each)] or [""])


def _two(rng: Random, whose: Resident, facts: str, name: str) -> Two:
    a = written(rng, whose, facts)
    b = replace(
        written(rng, whose, facts),
        name=name,
        born=as_people_write(rng, whose.person.born),
        mother=parent_otherwise(rng, a.mother),
        father=parent_otherwise(rng, a.father),
    )
    return a, b


def _misspelt(
    rewrite: Callable[[Random, str], str], choice: Sequence[str], *, stopped: bool = False
) -> Callable[[Random], Two]:
    """One person whose name is written so in the second record."""

    def pair(rng: Random) -> Two:
        while True:
            whose = _somebody(rng, stopped=stopped)
            name, facts = rewrite(rng, whose.person.name), _facts(rng, whose, choice)
            if facts and name != whose.person.name:
                return _two(rng, whose, facts, name)

    return pair


def _given(rng: Random, name: str) -> str:
    return spellings.in_one_word(rng, name, spellings.letter_lost_or_doubled, slice(-1, None))


def _middle(rng: Random, name: str) -> str:
    return spellings.in_one_word(rng, name, spellings.letter_lost_or_doubled, slice(1, -1))


def _leftover(rng: Random, name: str) -> str:
    return spellings.in_one_word(rng, name, spellings.leftover_key)


def _leftover_everywhere(rng: Random, name: str) -> str:
    return " ".join(spellings.leftover_key(rng, word) for word in name.split())


def _stopped(rng: Random, name: str) -> str:
    return spellings.in_one_word(rng, name, spellings.stopped_tone, slice(-1, None))


def number_given_name_tone(rng: Random) -> Two:
    """Hoa and Hòa under one number, born on one day: one person, written wrongly."""
    girl = rng.random() < 0.5
    given, near = two_people.near_names(rng, girl=girl)
    whose = resident(
        rng, replace(a_person(rng, girl=girl, born=a_day(rng, 1940, 1997)), given=given)
    )
    return _two(
        rng, whose, rng.choice(("dn", "dnma", "dc", "dnmf")), whose.but(given=near).person.name
    )


def next_number_same_name(rng: Random) -> Two:
    """The last figure one higher, and everything else the same: a slip, as twins have two names."""
    whose = resident(rng, a_person(rng, born=a_day(rng, 1940, 1997)))
    a, b = _two(rng, whose, rng.choice(("dnma", "dnmf", "dnmfav")), whose.person.name)
    last = int(a.id_number[-1])
    return a, replace(b, id_number=a.id_number[:-1] + str(last + 1 if last < 9 else last - 1))


def father_instead_of_mother(rng: Random) -> Two:
    """The year alone, or another commune; the father agrees, the mother is unknown."""
    whose = resident(rng, two_people.a_common_grown_up(rng))
    a = written(rng, whose, "dfa")
    if rng.random() < 0.5:
        b = written(rng, whose, "fa", born=days.vaguely(rng, whose.person.born))
    else:
        place = two_people.elsewhere(rng, whose.person)
        b = written(rng, whose.but(place=place, house=a_house(rng)), "dfa")
    return a, replace(b, father=parent_otherwise(rng, b.father))


def sex_slipped(rng: Random) -> Two:
    """The box of the other sex was ticked; number, day and name agree."""
    whose = resident(rng, a_person(rng, born=a_day(rng, 1940, 1997)))
    a, b = _two(rng, whose, rng.choice(("dns", "dnsa", "dnsm")), whose.person.name)
    return a, replace(b, sex=a_sex(rng, girl=not whose.person.girl))


def another_father_on_paper(rng: Random) -> Two:
    """The father was recognised or corrected later; number, day and mother agree."""
    whose = resident(rng, a_person(rng, born=a_day(rng, 1940, 1997)))
    a, b = _two(rng, whose, "dnmfa", whose.person.name)
    return a, replace(b, father=resident(rng, whose.person).father)


def moved_within_the_commune(rng: Random) -> Two:
    """Another village, the same number or mother."""
    whose = resident(rng, a_person(rng))
    villages = [each for each in names.VILLAGES if each != whose.village]
    facts = _facts(rng, whose, ("dnav", "dmav", "dmafv"))
    return written(rng, whose, facts), written(
        rng, replace(whose, village=rng.choice(villages)), facts
    )


def ordinary(rng: Random) -> Two:
    """All that a good register has, against what a hurried clerk wrote."""
    whose = _somebody(rng)
    name = whose.person.name
    ways: tuple[Callable[[], str], ...] = (
        lambda: name,
        lambda: name,
        name.upper,
        lambda: plain.without_marks(name),
        lambda: plain.without_marks(name).upper(),
        lambda: written_forms.tone_place(rng, name),
        lambda: written_forms.in_short(rng, name),
        lambda: written_forms.with_less_middle(rng, name),
        lambda: written_forms.telex(rng, name),
        lambda: written_forms.vni(rng, name),
        lambda: written_forms.hook_for_tilde(rng, name),
    )
    a, b = _two(
        rng, whose, _facts(rng, whose, ("dnmfasv", "dmfasv", "dcmfasv")), rng.choice(ways)()
    )
    blank = rng.choice(("sex", "father", "village", "mother", "none"))
    return a, b if blank == "none" else replace(b, **{blank: ""})


KINDS: tuple[Kind, ...] = (
    ("leftover_key", 60, _misspelt(_leftover, (*SETTLED, "da"))),
    ("leftover_keys", 15, _misspelt(_leftover_everywhere, SETTLED)),
    ("stopped_tone", 55, _misspelt(_stopped, (*SETTLED, "da"), stopped=True)),
    ("letter_of_middle", 45, _misspelt(_middle, SETTLED)),
    ("letter_of_given", 35, _misspelt(_given, ("dn", "dnma", "dc", "dcma"))),
    ("one_number_another_mark", 25, number_given_name_tone),
    ("next_number_same_name", 15, next_number_same_name),
    ("father_for_mother", 25, father_instead_of_mother),
    ("sex_slipped", 12, sex_slipped),
    ("father_corrected", 12, another_father_on_paper),
    ("moved_in_commune", 20, moved_within_the_commune),
    ("ordinary", 60, ordinary),
)
