"""Traps of coincidence: namesakes, one birthday, a number entered twice, too little data."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.residents.pairs import names, spellings, two_people
from tests.residents.pairs.people import a_day, a_house, a_person, another
from tests.residents.pairs.two_people import Two


def namesakes_by_number(rng: Random) -> Two:
    one = (
        two_people.a_common_grown_up(rng)
        if rng.random() < 0.6
        else a_person(rng, born=two_people.a_grown_day(rng))
    )
    other = two_people.namesake(rng, one, far=rng.random() < 0.5)
    kind = two_people.a_kind(rng, can_be_absent=False)
    a = two_people.told(one, number=kind, mother=rng.random() < 0.3)
    b = two_people.told(
        other, number=kind, mother=rng.random() < 0.3, born=rng.choice(("day", "year"))
    )
    return Two(a, b, other)


def namesakes_by_mother(rng: Random) -> Two:
    one = two_people.a_common_grown_up(rng) if rng.random() < 0.5 else two_people.a_child(rng)
    other = two_people.namesake(rng, one, far=rng.random() < 0.5)
    return Two(
        two_people.told(one), two_people.told(other, born=rng.choice(("day", "year"))), other
    )


def namesakes_by_commune(rng: Random) -> Two:
    """Only name and year agree; day and commune do not, and there are no other data."""
    one = two_people.a_common_grown_up(rng)
    other = two_people.namesake(rng, one, far=True)
    a = two_people.told(one, number=two_people.a_kind(rng), mother=rng.random() < 0.3)
    return Two(a, two_people.told(other, mother=False), other)


def another_tone(rng: Random) -> Two:
    """Hoa and Hòa of one year: number or mother differ like the tone."""
    girl = rng.random() < 0.5
    given, near = two_people.near_names(rng, girl=girl)
    one = replace(a_person(rng, girl=girl, born=two_people.a_grown_day(rng)), given=given)
    other = replace(two_people.namesake(rng, one, far=rng.random() < 0.3), given=near)
    if rng.random() < 0.5:
        kind = two_people.a_kind(rng, can_be_absent=False)
        a, b = (two_people.told(person, number=kind, mother=False) for person in (one, other))
        return Two(a, b, other)
    return Two(two_people.told(one), two_people.told(other), other)


def alike_without_marks(rng: Random) -> Two:
    """Nguyen Van Hung is Hưng, not the Hùng of the first record."""
    two = another_tone(rng)
    return replace(two, b=replace(two.b, name=spellings.without_marks(two.b.name)))


def one_birthday(rng: Random) -> Two:
    """Born on one day in one commune, under another name."""
    one = (
        two_people.a_child(rng)
        if rng.random() < 0.5
        else a_person(rng, born=two_people.a_grown_day(rng))
    )
    other = another(
        rng,
        a_person(rng, born=one.born),
        place=one.place,
        surname=one.surname if rng.random() < 0.5 else names.a_surname(rng),
    )
    other = replace(
        other,
        given=two_people.other_given(rng, one, other),
        mother=two_people.other_mother(rng, one),
    )
    kind = two_people.a_kind(rng) if one.born.year < 1998 else ""
    return Two(
        two_people.told(one, number=kind),
        two_people.told(other, number=kind, mother=rng.random() < 0.6),
        other,
    )


def number_of_another(rng: Random) -> Two:
    """A clerk typed the number of the paper below: all but the number differs."""
    one = a_person(rng, born=two_people.a_grown_day(rng))
    day = two_people.other_day_of_the_year(rng, one.born)
    other = a_person(rng, born=day.replace(year=day.year + rng.choice((-8, -4, 4, 8))))
    kind = two_people.a_kind(rng, can_be_absent=False)
    other = replace(
        other,
        given=two_people.other_given(rng, one, other),
        mother=two_people.other_mother(rng, one),
    )
    other = replace(other, card=one.card, number=one.number)
    return Two(two_people.told(one, number=kind), two_people.told(other, number=kind), other)


def too_little(rng: Random) -> Two:
    """A name that thousands have, a year, no more: perhaps one person, but undecidable."""
    one = two_people.a_common_grown_up(rng)
    a = replace(two_people.told(one, mother=False, born="year"), address=rng.choice(("", "Hà Nội")))
    if rng.random() < 0.3:
        a = replace(a, id_number=one.card)
    b = two_people.told(one, mother=False, born=rng.choice(("year", "")))
    return Two(a, replace(b, address=rng.choice(("", "TP Hà Nội"))), one)


def number_tells_the_year(rng: Random) -> Two:
    """No birth date in the second, but its number is of a person born in another year."""
    one = two_people.a_common_grown_up(rng)
    year = one.born.year + rng.choice((-1, 1)) * rng.randint(7, 20)
    other = another(
        rng,
        one,
        born=a_day(rng, year, year),
        place=two_people.elsewhere(rng, one),
        house=a_house(rng),
    )
    a = two_people.told(one, number=rng.choice(("card", "")), mother=False)
    return Two(a, two_people.told(other, number="number", mother=False, born=""), other)


def number_tells_the_sex(rng: Random) -> Two:
    """Nguyễn Thanh has a man's number: he is not Nguyễn Thị Thanh of that year."""
    given = rng.choice(("Thanh", "Hòa", "Quý", "Thủy", "Bình", "Minh", "Hải", "Xuân"))
    one = a_person(rng, girl=True, born=two_people.a_grown_day(rng))
    one = replace(one, middle="Thị", given=given)
    day = two_people.other_day_of_the_year(rng, one.born)
    other = another(rng, one, girl=False, born=day, middle="", house=a_house(rng))
    a = two_people.told(one, number=rng.choice(("card", "number")), mother=rng.random() < 0.5)
    return Two(a, two_people.told(other, number="number", mother=False, born="year"), other)
