"""Two records of two people: known traps, and strangers.

The second record is corrupted as in ``same``: bad writing indicates neither answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from random import Random

from tests.residents.pairs import days, namesakes, relatives, spellings, two_people, written_forms
from tests.residents.pairs.people import Record, a_person, full_address, shown
from tests.residents.pairs.two_people import Two

# Its name, its weight, and the function that makes the two people.
Trap = tuple[str, int, Callable[[Random], Two]]


def a_pair_of_two(rng: Random) -> tuple[Record, Record, str]:
    """A trap or, as often, two strangers; and its name."""
    traps: Sequence[Trap] = [("strangers", 1, _strangers)] if rng.random() < 0.5 else TRAPS
    word, _, trap = rng.choices(traps, weights=[weight for _, weight, _ in traps])[0]
    two = trap(rng)
    return two.a, _dressed(rng, two), word


def _dressed(rng: Random, two: Two) -> Record:
    """The second record in a realistic spelling."""
    b, person = two.b, two.second
    ways: list[Callable[[], Record]] = [
        lambda: replace(b, name=b.name.upper()),
        lambda: replace(b, name=spellings.spread(b.name)),
        lambda: replace(b, name=written_forms.spaces(rng, b.name)),
        lambda: replace(b, name=written_forms.tone_place(rng, b.name)),
        lambda: replace(b, mother=written_forms.mother(rng, b.mother) if b.mother else ""),
        lambda: replace(b, born=_spoken(rng, b.born)),
        lambda: replace(b, born=_spoken(rng, b.born)),
    ]
    if not two.marks_matter:
        ways += [
            lambda: replace(b, name=spellings.without_marks(b.name)),
            lambda: replace(b, name=spellings.without_marks(b.name)),
            lambda: replace(b, name=written_forms.in_short(rng, b.name)),
            lambda: replace(b, name=written_forms.in_other_order(rng, b.name)),
            lambda: replace(b, name=written_forms.telex(rng, b.name)),
            lambda: replace(b, name=written_forms.vni(rng, b.name)),
        ]
    if "," in b.address:
        ways += [
            lambda: replace(b, address=written_forms.address_in_short(rng, person.place)),
            lambda: replace(b, address=full_address(person)),
        ]
    for _ in range(rng.choices((0, 1, 2), weights=(35, 45, 20))[0]):
        b = rng.choice(ways)()
    return b


def _spoken(rng: Random, born: str) -> str:
    whole = len(born) == 10 and born[4] == "-"
    return days.as_people_write(rng, date.fromisoformat(born)) if whole else born


def _strangers(rng: Random) -> Two:
    """Two people who share a surname or a commune at most."""
    one, other = a_person(rng), a_person(rng)
    if rng.random() < 0.4:
        other = replace(other, surname=one.surname)
    if rng.random() < 0.4:
        other = replace(other, place=one.place)
    if spellings.without_marks(one.given) == spellings.without_marks(other.given):
        other = replace(other, given=two_people.other_given(rng, one, other))
    old = rng.random() < 0.7
    return Two(shown(rng, one, old_card=old), shown(rng, other, old_card=old), other)


TRAPS: tuple[Trap, ...] = (
    ("twins", 8, relatives.twins),
    ("twins_by_a_mark", 9, relatives.twins_by_a_mark),
    ("siblings", 9, relatives.siblings),
    ("namesakes_by_number", 9, namesakes.namesakes_by_number),
    ("namesakes_by_mother", 8, namesakes.namesakes_by_mother),
    ("namesakes_by_commune", 7, namesakes.namesakes_by_commune),
    ("father_and_son", 7, relatives.father_and_son),
    ("mother_and_daughter", 7, relatives.mother_and_daughter),
    ("another_tone", 8, namesakes.another_tone),
    ("alike_without_marks", 6, namesakes.alike_without_marks),
    ("cousins", 8, relatives.cousins),
    ("one_birthday", 7, namesakes.one_birthday),
    ("number_of_another", 6, namesakes.number_of_another),
    ("too_little", 7, namesakes.too_little),
    ("number_tells_the_year", 4, namesakes.number_tells_the_year),
    ("number_tells_the_sex", 4, namesakes.number_tells_the_sex),
)
