"""Place search by typed names: "kim chung" finds the nearest commune first."""

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
    """The places that match a typed name; exactly one if it is unambiguous.

    The commune of the form takes precedence over others of that name, then its district does; for
    another one the district has to be typed as well.
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
    """A name without diacritics, commas and the words for the kind of place."""
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
