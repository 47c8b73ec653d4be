"""Corruptions of the second record of a person, and what evidence they remove."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from random import Random

from tests.residents.pairs import days, names, spellings, written_forms
from tests.residents.pairs.people import Person, Record, a_house, full_address


class Worth(Enum):
    """How a field of the second record compares with the first."""

    AGREES = 1  # perhaps spelt differently
    SAYS_LESS = 2
    CONTRADICTS = 3  # as a mistake does
    SILENT = 4


@dataclass
class Draft:
    """The second record while it is being corrupted."""

    person: Person
    a: Record
    b: Record
    name: Worth
    born: Worth
    id_number: Worth
    mother: Worth
    address: Worth


# A corruption changes the draft; False: there is nothing here that it could change.
Corruption = Callable[[Random, Draft], bool]


def _write(draft: Draft, **changes: str) -> bool:
    """Apply the changes; False if they change nothing."""
    before = draft.b
    draft.b = replace(before, **changes)
    return draft.b != before


def _of_name(rewrite: Callable[[Random, str], str]) -> Corruption:
    """A corruption of the letters of a name alone."""
    return lambda rng, draft: _write(draft, name=rewrite(rng, draft.b.name))


def _first_name_first(rng: Random, draft: Draft) -> bool:
    return _write(draft, name=written_forms.in_other_order(rng, draft.b.name))


def _middle_missing(rng: Random, draft: Draft) -> bool:
    return _write(draft, name=written_forms.with_less_middle(rng, draft.b.name))


def _middle_more(rng: Random, draft: Draft) -> bool:
    person = draft.person
    more = names.MIDDLES_OF_WOMEN if person.girl else names.MIDDLES_OF_MEN
    surname, *rest = draft.b.name.split()
    if len(rest) > 2:
        return False
    added = rng.choice([word for word in more if word not in draft.b.name])
    return _write(draft, name=" ".join([surname, *rest[:-1], added, rest[-1]]))


def _middle_in_short(rng: Random, draft: Draft) -> bool:
    return _write(draft, name=written_forms.in_short(rng, draft.b.name))


def _title(rng: Random, draft: Draft) -> bool:
    person = draft.person
    if not person.grown:
        title = rng.choice(("cháu", "bé"))
    else:
        title = rng.choice(("bà", "chị", "Bà") if person.girl else ("ông", "anh", "Ông"))
    name = draft.b.name
    return _write(draft, name=f"{title} {name}" if rng.random() < 0.6 else f"{name} ({title})")


def _marks_partly_lost(rng: Random, draft: Draft) -> bool:
    """Some words lose their diacritics; if the given name is one, it may be another name."""
    words = draft.b.name.split()
    spoilt = [spellings.without_marks(word) if rng.random() < 0.5 else word for word in words]
    return _spelt(draft, spoilt)


def _tones_lost(_rng: Random, draft: Draft) -> bool:
    return _spelt(draft, [spellings.without_tones(word) for word in draft.b.name.split()])


def _spelt(draft: Draft, words: list[str]) -> bool:
    """Anh for Ánh beside words with diacritics reads as another person's name."""
    given = draft.person.given
    if given in draft.b.name.split() and given not in words:
        draft.name = Worth.CONTRADICTS
    return _write(draft, name=" ".join(words))


def _other_tone(rng: Random, draft: Draft) -> bool:
    draft.name = Worth.CONTRADICTS
    words = draft.b.name.split()
    i = rng.randrange(len(words))
    words[i] = spellings.other_tone(rng, words[i])
    return _write(draft, name=" ".join(words))


def _born_as_spoken(rng: Random, draft: Draft) -> bool:
    return _write(draft, born=days.as_people_write(rng, draft.person.born))


def _born_vaguely(rng: Random, draft: Draft) -> bool:
    draft.born = Worth.SAYS_LESS
    return _write(draft, born=days.vaguely(rng, draft.person.born))


def _day_for_month(rng: Random, draft: Draft) -> bool:
    turned = days.day_for_month(draft.person.born)
    if not turned:
        return False
    draft.born = Worth.CONTRADICTS
    return _write(draft, born=days.written(rng, turned))


def _born_one_digit_off(rng: Random, draft: Draft) -> bool:
    draft.born = Worth.CONTRADICTS
    return _write(draft, born=days.written(rng, days.one_digit_off(rng, draft.person.born)))


def _other_kind_of_number(_rng: Random, draft: Draft) -> bool:
    """The old card on one paper, the twelve digits on the other: that is no evidence."""
    person = draft.person
    if draft.id_number is not Worth.AGREES or person.born.year >= 1998:
        return False
    draft.id_number = Worth.SILENT
    other = person.number if draft.a.id_number == person.card else person.card
    return _write(draft, id_number=other)


def _number_mistyped(rng: Random, draft: Draft) -> bool:
    if draft.id_number is not Worth.AGREES:
        return False
    draft.id_number = Worth.CONTRADICTS
    return _write(draft, id_number=written_forms.mistyped(rng, draft.b.id_number))


def _number_read_by_machine(rng: Random, draft: Draft) -> bool:
    if not set(draft.b.id_number) & set("01"):
        return False
    return _write(draft, id_number=spellings.digits_read_as_letters(rng, draft.b.id_number))


def _missing(rng: Random, draft: Draft) -> bool:
    field = rng.choices(("id_number", "mother", "address", "born"), weights=(5, 3, 2, 1))[0]
    setattr(draft, field, Worth.SILENT)
    return _write(draft, **{field: ""})


def _address_in_short(rng: Random, draft: Draft) -> bool:
    if not draft.b.address:
        return False
    return _write(draft, address=written_forms.address_in_short(rng, draft.person.place))


def _moved(rng: Random, draft: Draft) -> bool:
    if not draft.b.address:
        return False
    draft.address = Worth.SILENT
    elsewhere = rng.choice([place for place in names.PLACES if place != draft.person.place])
    moved = replace(draft.person, place=elsewhere, house=a_house(rng))
    return _write(draft, address=full_address(moved))


def _mother_otherwise(rng: Random, draft: Draft) -> bool:
    return bool(draft.b.mother) and _write(draft, mother=written_forms.mother(rng, draft.b.mother))


# In the order of application: the words of a name before their letters.
CORRUPTIONS: tuple[tuple[str, int, Corruption], ...] = (
    ("name_order", 6, _first_name_first),
    ("middle_missing", 8, _middle_missing),
    ("middle_more", 4, _middle_more),
    ("middle_in_short", 5, _middle_in_short),
    ("no_marks", 14, _of_name(lambda _rng, name: spellings.without_marks(name))),
    ("no_tones", 3, _tones_lost),
    ("marks_partly", 5, _marks_partly_lost),
    ("hook_for_tilde", 6, _of_name(written_forms.hook_for_tilde)),
    ("other_tone", 3, _other_tone),
    ("telex", 4, _of_name(written_forms.telex)),
    ("vni", 3, _of_name(written_forms.vni)),
    ("tone_place", 4, _of_name(written_forms.tone_place)),
    ("i_for_y", 3, _of_name(written_forms.i_for_y)),
    ("d_bar", 3, _of_name(lambda _rng, name: name.replace("Đ", "D").replace("đ", "d"))),
    ("read_by_machine", 3, _of_name(lambda _rng, name: spellings.read_by_machine(name))),
    ("title", 4, _title),
    ("capitals", 6, _of_name(lambda _rng, name: name.upper())),
    ("spaces", 4, _of_name(written_forms.spaces)),
    ("marks_apart", 4, _of_name(lambda _rng, name: spellings.spread(name))),
    ("born_as_spoken", 14, _born_as_spoken),
    ("born_vaguely", 9, _born_vaguely),
    ("day_for_month", 5, _day_for_month),
    ("born_one_digit", 5, _born_one_digit_off),
    ("card_and_number", 8, _other_kind_of_number),
    ("number_mistyped", 7, _number_mistyped),
    ("number_machine", 2, _number_read_by_machine),
    ("missing", 8, _missing),
    ("address_in_short", 10, _address_in_short),
    ("moved", 8, _moved),
    ("mother_otherwise", 9, _mother_otherwise),
)
# Two of one group together would be illegible, or the second would undo the first.
ONE_OF_EACH = tuple(
    group.split()
    for group in (
        "name_order middle_missing middle_more middle_in_short",
        "no_marks no_tones marks_partly hook_for_tilde other_tone telex vni read_by_machine",
        "born_as_spoken born_vaguely day_for_month born_one_digit",
        "card_and_number number_mistyped number_machine",
        "address_in_short moved",
    )
)
