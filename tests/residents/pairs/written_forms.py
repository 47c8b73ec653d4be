"""Variant spellings of whole names, numbers and addresses."""

from __future__ import annotations

from random import Random

from tests.residents.pairs import spellings
from tests.residents.pairs.names import Place


def in_other_order(rng: Random, name: str) -> str:
    """Given name first, all words reversed, or the surname at the end."""
    surname, *middle, given = name.split()
    orders = ([given, surname, *middle], [given, *middle, surname], [*middle, given, surname])
    return " ".join(rng.choice(orders))


def with_less_middle(rng: Random, name: str) -> str:
    """Without one word between surname and given name."""
    surname, *middle, given = name.split()
    if middle:
        middle.pop(rng.randrange(len(middle)))
    return " ".join([surname, *middle, given])


def in_short(rng: Random, name: str) -> str:
    """Nguyễn T. Hoa, Ng. T. Hoa, Nguyễn T Hoa."""
    surname, *middle, given = name.split()
    if not middle:
        return name
    dot = rng.choice(("", ".", "."))
    if surname == "Nguyễn" and rng.random() < 0.5:
        surname = "Ng."
    return " ".join([surname, *(word[0] + dot for word in middle), given])


def one_word(rng: Random, name: str, change: object) -> str:
    """The name with one word changed, of those that the change affects."""
    assert callable(change)
    words = name.split()
    can = [i for i, word in enumerate(words) if change(word) != word]
    if can:
        i = rng.choice(can)
        words[i] = change(words[i])
    return " ".join(words)


def hook_for_tilde(rng: Random, name: str) -> str:
    """Hỏi and ngã exchanged in one word."""
    return one_word(rng, name, spellings.hook_for_tilde)


def telex(rng: Random, name: str) -> str:
    """Keys of Telex in every word, or in one."""
    if rng.random() < 0.6:
        return " ".join(spellings.telex(rng, word) for word in name.split())
    return one_word(rng, name, lambda word: spellings.telex(rng, word))


def vni(rng: Random, name: str) -> str:
    """Keys of VNI in every word, or in one."""
    if rng.random() < 0.6:
        return " ".join(spellings.vni(rng, word) for word in name.split())
    return one_word(rng, name, lambda word: spellings.vni(rng, word))


def tone_place(rng: Random, name: str) -> str:
    """Hòa and hoà."""
    return one_word(rng, name, spellings.tone_on_the_other_vowel)


def i_for_y(rng: Random, name: str) -> str:
    """Mỹ and Mĩ."""
    return one_word(rng, name, spellings.i_for_y)


def spaces(rng: Random, name: str) -> str:
    """Two spaces somewhere, or one before or after everything."""
    words = name.split()
    if rng.random() < 0.6:
        i = rng.randrange(1, len(words))
        return " ".join(words[:i]) + "  " + " ".join(words[i:])
    return f" {name}" if rng.random() < 0.5 else f"{name} "


def mother(rng: Random, name: str) -> str:
    """A mother's name as somebody else writes it."""
    ways = (
        lambda: spellings.without_marks(name),
        lambda: name.upper(),
        lambda: in_short(rng, name),
        lambda: with_less_middle(rng, name),
        lambda: in_other_order(rng, name),
        lambda: f"bà {name}",
        lambda: spellings.without_marks(name).upper(),
        lambda: hook_for_tilde(rng, name),
    )
    return rng.choices(ways, weights=(30, 15, 20, 10, 8, 8, 5, 4))[0]()


def mistyped(rng: Random, number: str) -> str:
    """One digit wrong, or two neighbours exchanged."""
    if rng.random() < 0.4:
        unlike = [i for i in range(len(number) - 1) if number[i] != number[i + 1]]
        i = rng.choice(unlike)
        return number[:i] + number[i + 1] + number[i] + number[i + 2 :]
    i = rng.randrange(3, len(number))
    return number[:i] + rng.choice([d for d in "0123456789" if d != number[i]]) + number[i + 1 :]


SHORT = {
    "xã": ("x.", "X.", "xã"),
    "phường": ("P.", "p.", "phường"),
    "thị trấn": ("TT", "tt.", "TT."),
    "huyện": ("h.", "H.", "huyện"),
    "quận": ("Q.", "q.", "quận"),
    "thị xã": ("TX", "tx.", "TX."),
}


def address_in_short(rng: Random, place: Place) -> str:
    """Commune and district with abbreviations, without diacritics, or with hyphens between."""
    city = rng.choice(("", ", TP HN", ", HN", ", Hà Nội", ", TP. Hà Nội"))
    kind, district_kind = rng.choice(SHORT[place.kind]), rng.choice(SHORT[place.district_kind])
    short = f"{kind} {place.commune}, {district_kind} {place.district}{city}"
    ways = (
        short,
        spellings.without_marks(short),
        f"{place.commune} - {place.district} - Hà Nội",
        f"{place.commune}, {place.district}",
        short.upper(),
        f"{kind} {place.commune}",
    )
    return rng.choices(ways, weights=(45, 15, 15, 10, 5, 10))[0]
