"""Two records of two people with eight fields: twins, namesakes and relatives told apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random

from tests.residents.pairs import names, two_people, written_forms
from tests.residents.pairs import spellings as plain
from tests.residents.pairs.people import Person, a_day, a_house, a_mother, a_person, another
from tests.residents.verdict_pairs import spellings
from tests.residents.verdict_pairs.one_person import Kind, Two
from tests.residents.verdict_pairs.records import (
    Record,
    Resident,
    as_people_write,
    parent_otherwise,
    resident,
    written,
)

UNISEX = ("Minh Anh", "Bảo An", "Thanh Bình", "Minh Khánh", "Thu Hà", "Khánh Linh", "Minh Châu")


def following(rng: Random, number: str) -> str:
    """One of the next three numbers of a row."""
    return f"{int(number) + rng.choice((1, 1, 1, 2, 3)):0{len(number)}d}"


def dressed(rng: Random, record: Record) -> Record:
    """Otherwise written, without a loss: capitals, marks apart, keys, the date as spoken."""
    name = record.name
    ways: tuple[Callable[[], str], ...] = (
        lambda: name,
        lambda: name,
        name.upper,
        lambda: plain.spread(name),
        lambda: written_forms.telex(rng, name),
        lambda: written_forms.tone_place(rng, name),
    )
    return replace(
        record,
        name=rng.choice(ways)(),
        mother=parent_otherwise(rng, record.mother),
        father=parent_otherwise(rng, record.father),
    )


def twin_children(rng: Random, born_from: int = 2016) -> tuple[Resident, Resident]:
    """Twins with names that differ in marks, or in the middle name; their numbers follow."""
    girl = rng.random() < 0.5
    given, near = two_people.near_names(rng, girl=girl)
    one = replace(a_person(rng, girl=girl, born=a_day(rng, born_from, 2016)), given=given)
    changes: dict[str, object] = {"given": near, "number": following(rng, one.number)}
    if rng.random() < 0.2:
        middles = [each for each in names.MIDDLES_OF_GIRLS if each not in one.name]
        changes |= {"given": given, "middle": rng.choice(middles)}
    first = resident(rng, one)
    return first, first.but(card=following(rng, one.card), **changes)


def next_numbers(rng: Random) -> Two:
    """Twins of one morning."""
    one, other = twin_children(rng)
    facts = rng.choice(("dnma", "dnmfa", "dnma", "dna", "dn", "dnmfasv"))
    return written(rng, one, facts), dressed(rng, written(rng, other, facts))


def next_cards(rng: Random) -> Two:
    """Grown twins who fetched their cards, or have numbers, from one row."""
    one, other = twin_children(rng, 1950)
    while not (one.person.grown and one.person.born.year < 1998):
        one, other = twin_children(rng, 1950)
    facts = rng.choice(("dcma", "dca", "dnma", "dnmfa", "dna"))
    return written(rng, one, facts), dressed(rng, written(rng, other, facts))


def boy_and_girl(rng: Random) -> Two:
    """Twins, a boy and a girl, whose names a mark tells apart."""
    given, near = rng.choice((("Anh", "Ánh"), ("An", "Ân"), ("Khánh", "Khanh"), ("Hòa", "Hoa")))
    one = two_people.a_child(rng, given, girl=False)
    one = replace(one, middle=rng.choice(("Minh", "Bảo", "Gia", "Nhật")))
    first = resident(rng, one)
    second = first.but(given=near, girl=True)
    facts = rng.choice(("dmas", "dmfas", "dmfasv"))
    return written(rng, first, facts), dressed(rng, written(rng, second, facts))


def _namesakes(rng: Random, *, girl: bool | None = None) -> tuple[Resident, Resident]:
    """Two of one name and year in one commune, with other parents and papers."""
    one = two_people.a_common_grown_up(rng) if girl is None else a_person(rng, girl=girl)
    other = two_people.namesake(rng, one, far=False)
    return resident(rng, one), resident(rng, other)


def _another_given(first: Resident, second: Resident) -> bool:
    """Whether the fathers' given names differ, even without marks."""
    given = {plain.without_marks(each.father.split()[-1]) for each in (first, second)}
    return len(given) == 2


def namesakes_by_father(rng: Random) -> Two:
    """One name and day, or year, in one commune; the fathers are two."""
    while True:
        first, second = _namesakes(rng)
        if _another_given(first, second):
            break
    if rng.random() < 0.4:
        second = second.but(born=first.person.born)
        return written(rng, first, "dfa"), dressed(rng, written(rng, second, "dfa"))
    a = written(rng, first, "dfa")
    b = written(rng, second, "fa", born=rng.choice((f"{second.person.born.year}", "")))
    return a, dressed(rng, b)


def namesakes_by_sex(rng: Random) -> Two:
    """One name that both sexes bear, one year and commune."""
    first, second = _namesakes(rng, girl=False)
    middle, given = rng.choice(UNISEX).split()
    first = first.but(middle=middle, given=given)
    second = second.but(surname=first.person.surname, middle=middle, given=given, girl=True)
    facts = rng.choice(("sa", "s", "sav"))
    born = str(first.person.born.year)
    a = written(rng, first, facts + "d", born=rng.choice((born, "")))
    return a, dressed(rng, written(rng, second, facts, born=born))


def namesakes_by_village(rng: Random) -> Two:
    """A common name and its year; two villages of one commune."""
    first, second = _namesakes(rng)
    others = [each for each in names.VILLAGES if each != first.village]
    second = replace(second, village=rng.choice(others))
    born = str(first.person.born.year)
    return written(rng, first, "dav"), dressed(rng, written(rng, second, "av", born=born))


def siblings(rng: Random) -> Two:
    """One mother, father and house; another name and year."""
    one = two_people.a_child(rng)
    girl = rng.random() < 0.5
    year = rng.choice([y for y in range(2000, 2017) if 1 <= abs(y - one.born.year) <= 8])
    given, middle = names.a_given(rng, year, girl=girl), names.a_middle(rng, year, girl=girl)
    if rng.random() < 0.4:
        given, near = rng.choice(spellings.LETTER_APART[girl])
        one = replace(one, given=near, middle=middle, girl=girl)
    first = resident(rng, one)
    other = another(rng, one, girl=girl, born=a_day(rng, year, year), given=given, middle=middle)
    second = replace(first, person=other)
    facts = rng.choice(("dma", "dmfa", "dmfasv"))
    return written(rng, first, facts), dressed(rng, written(rng, second, facts))


def stopped_apart(rng: Random) -> Two:
    """Phúc and Phục: both tones can stand there, and number or mother differ too."""
    pair = rng.choice(spellings.STOPPED_NEAR)
    first, second = _namesakes(rng, girl=False)
    first, second = first.but(given=pair[0]), second.but(given=pair[1])
    facts = rng.choice(("dma", "dna", "dca"))
    if first.person.born.year > 1997:
        facts = "dma"
    return written(rng, first, facts), dressed(rng, written(rng, second, facts))


def leftover_apart(rng: Random) -> Two:
    """A key left behind Hòa does not make it Hóa; mother and day differ too."""
    girl = rng.random() < 0.5
    given, near = two_people.near_names(rng, girl=girl)
    first, second = _namesakes(rng, girl=girl)
    first, second = first.but(given=given), second.but(given=near)
    name = spellings.in_one_word(rng, second.person.name, spellings.leftover_key)
    facts = rng.choice(("dma", "dmfa", "dmasv"))
    return written(rng, first, facts), written(rng, second, facts, name=name)


def number_of_another(rng: Random) -> Two:
    """The number of the paper below: name, day and parents are others."""
    one = a_person(rng, born=two_people.a_grown_day(rng))
    other = a_person(rng, born=_another_year(rng, one))
    given, mother = two_people.other_given(rng, one, other), two_people.other_mother(rng, one)
    first = resident(rng, one)
    second = resident(rng, replace(other, given=given, mother=mother, number=one.number))
    facts = rng.choice(("dna", "dnma", "dnmfas"))
    return written(rng, first, facts), dressed(rng, written(rng, second, facts))


def _another_year(rng: Random, one: Person) -> date:
    day = two_people.other_day_of_the_year(rng, one.born)
    return day.replace(year=day.year + rng.choice((-8, -4, 4, 8)))


def strangers(rng: Random) -> Two:
    """All eight fields, of two people of one commune or two."""
    one, other = a_person(rng), a_person(rng)
    if rng.random() < 0.5:
        other = replace(other, surname=one.surname, place=one.place)
    other = replace(other, given=two_people.other_given(rng, one, other), house=a_house(rng))
    facts = "dmfasv"
    first, second = resident(rng, one), resident(rng, other)
    return written(rng, first, facts), dressed(rng, written(rng, second, facts))


def cousins(rng: Random) -> Two:
    """One grandfather's name, one village; fathers are brothers, mothers are two."""
    one = two_people.a_child(rng)
    other = another(
        rng, one, born=a_day(rng, one.born.year, one.born.year), mother=a_mother(rng, one.born.year)
    )
    first, second = resident(rng, one), resident(rng, other)
    second = replace(second, village=first.village)
    if not _another_given(first, second) or one.born == other.born:
        return cousins(rng)
    b = dressed(rng, written(rng, second, "dfasv"))
    return written(rng, first, "dfasv"), replace(b, born=as_people_write(rng, other.born))


KINDS: tuple[Kind, ...] = (
    ("next_numbers", 60, next_numbers),
    ("next_cards", 25, next_cards),
    ("boy_and_girl", 20, boy_and_girl),
    ("namesakes_by_father", 30, namesakes_by_father),
    ("namesakes_by_sex", 18, namesakes_by_sex),
    ("namesakes_by_village", 18, namesakes_by_village),
    ("siblings_of_eight", 25, siblings),
    ("stopped_apart", 15, stopped_apart),
    ("leftover_apart", 15, leftover_apart),
    ("number_typed_twice", 15, number_of_another),
    ("strangers_of_eight", 50, strangers),
    ("cousins_of_eight", 15, cousins),
)
