"""Two records of one person: the second with realistic mistakes, alone and combined.

Every corruption says what it removes from the evidence. A pair is used only if so much is left that
a careful officer would still say "the same": the labels depend on nothing that is in no record.
"""

from __future__ import annotations

from random import Random

from tests.residents.pairs.corruptions import CORRUPTIONS, ONE_OF_EACH, Corruption, Draft, Worth
from tests.residents.pairs.people import Record, a_person, shown

# So many people are tried before other corruptions are drawn: few are called Lý or Hòa.
MANY_PEOPLE = 300


def a_pair_of_one(rng: Random) -> tuple[Record, Record, str]:
    """Two records of one person, and the names of the corruptions of the second."""
    while True:
        chosen = _some_corruptions(rng)
        for _ in range(MANY_PEOPLE):
            draft = _a_draft(rng)
            spoilt = [corruption(rng, draft) for _, _, corruption in chosen]
            if all(spoilt) and _enough_is_left(draft):
                return draft.a, draft.b, "+".join(word for word, *_ in chosen) or "as_it_is"


def _a_draft(rng: Random) -> Draft:
    person = a_person(rng)
    old_card = person.born.year < 1998 and rng.random() < 0.7
    a, b = (shown(rng, person, old_card=old_card) for _ in "ab")
    worth = {
        field: Worth.AGREES if getattr(a, field) and getattr(b, field) else Worth.SILENT
        for field in ("name", "born", "id_number", "mother", "address")
    }
    return Draft(person, a, b, **worth)


def _some_corruptions(rng: Random) -> list[tuple[str, int, Corruption]]:
    """Up to three, the words of a name before their letters."""
    many = rng.choices((0, 1, 2, 3), weights=(6, 42, 34, 18))[0]
    weights = [weight for _, weight, _ in CORRUPTIONS]
    drawn = {rng.choices(range(len(CORRUPTIONS)), weights=weights)[0] for _ in range(many)}
    chosen = [CORRUPTIONS[i] for i in sorted(drawn)]
    for group in ONE_OF_EACH:
        for second in [entry for entry in chosen if entry[0] in group][1:]:
            chosen.remove(second)
    return chosen


def _enough_is_left(draft: Draft) -> bool:
    """Whether a careful officer would still see one person; see README."""
    agree = Worth.AGREES
    around = [draft.mother, draft.address].count(agree)
    if draft.name is Worth.CONTRADICTS:
        return draft.id_number is agree and draft.born is agree
    if draft.id_number is agree:
        return draft.born in (agree, Worth.SAYS_LESS) or around > 0
    if draft.id_number is Worth.CONTRADICTS:
        return draft.born is agree and around > 0
    if draft.born is agree:
        return around > 0
    return draft.born is not Worth.SILENT and around == 2
