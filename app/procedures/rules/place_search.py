"""Places by the names that people type: "kim chung" is the commune next door before any other."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.kernel.text.folding import fold
from app.procedures.rules.form import AddressPlace, Surroundings

_KINDS = re.compile(r"\b(xa|phuong|thi tran|huyen|quan|thi xa|thanh pho|tinh)\b")
_APART = re.compile(r"[^\w]+")


def place_label(place: AddressPlace) -> str:
    """The name by which an officer finds the place: commune and district, or the name alone."""
    return f"{place.label}, {place.group}" if place.district else place.full


def named(typed: str, around: Surroundings) -> tuple[AddressPlace, ...]:
    """The places that a typed name may mean, one if it is clear.

    The commune of the form comes before others of its name, then its district does; whoever means
    another one writes its district as well.
    """
    wanted = bare(typed)
    if not wanted:
        return ()
    names = [(place, bare(place.label), bare(place_label(place))) for place in around.places]
    for fits in (
        [place for place, _name, whole in names if whole == wanted],
        [place for place, name, _whole in names if name == wanted],
        [place for place, _name, whole in names if whole.startswith(wanted)],
    ):
        if fits:
            return _nearest(fits, around)
    return ()


def bare(text: str) -> str:
    """A name without marks, commas and the words for what kind of place it is."""
    folded = _APART.sub(" ", fold(text))
    return " ".join(_KINDS.sub(" ", folded).split()) or folded.strip()


def _nearest(fits: Iterable[AddressPlace], around: Surroundings) -> tuple[AddressPlace, ...]:
    found = tuple(fits)
    for near in (
        tuple(place for place in found if place.code == around.commune_code),
        tuple(place for place in found if place.district == around.district_code != ""),
    ):
        if len(near) == 1:
            return near
    return found
