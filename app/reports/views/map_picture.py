"""The picture of the map of communes: which part of it, where names stand, and as a file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import render_template

from app.kernel import clock
from app.reports.queries import map_shapes
from app.reports.queries.map_shapes import COMMUNES, DISTRICTS, Box, Shape
from app.reports.rules import NO_DATA
from app.reports.views import map_words as words
from app.reports.views.map_figures import CommuneFigures

LETTER, LINE = 7, 15
"""Pixels that a letter of a name is wide, and a line high."""
ON_PHONES = 1.75
"""How much larger the letters are there (map.css)."""
_KIND = re.compile("^(xã|phường|thị trấn|huyện|thị xã|quận) ", re.IGNORECASE)
COLOURS: Mapping[str, str] = {
    "0": "#FFFFFF",
    "1": "#E3F0F1",
    "2": "#B9DADD",
    "3": "#86BDC3",
    "4": "#4A959F",
    "5": "#14606C",
    NO_DATA: "url(#px)",
}
"""As ``--map-0`` to ``--map-5`` of tokens.css, for a file that has no style sheet."""


@dataclass(frozen=True)
class Label:
    """A name on the map."""

    x: int
    y: int
    name: str
    on_phones: bool = True
    """Whether there is room for it in the larger letters of a small map."""

    def touches(self, other: Label, unit: float) -> bool:
        """Whether the two overlap where a pixel has so many units."""
        long = (len(self.name) + len(other.name)) * LETTER / 2
        return abs(self.x - other.x) < long * unit and abs(self.y - other.y) < LINE * unit


@dataclass(frozen=True)
class Drawing:
    """What is in the picture: part of the map, names, and how many of its units are a pixel."""

    box: Box
    unit: float
    labels: Sequence[Label]
    """Names of what is coloured: districts of the city, or communes of one district."""
    around: Sequence[Label]
    """Names of the districts around it."""


WIDE = 640
"""Pixels of a usual map from side to side, for which the size of letters and patterns is chosen."""


def drawing(found: CommuneFigures) -> Drawing:
    shapes, districts = map_shapes.shapes(COMMUNES), map_shapes.shapes(DISTRICTS)
    own = {key: each.name for each in found.communes if (key := f"c{each.code}") in shapes}
    names = {key: each.name for each in found.districts if (key := f"d{each.code}") in districts}
    if found.is_whole_city or not own:
        box = map_shapes.around(shape.box for shape in districts.values())
        named, beside = _apart(names, districts, box.longer / WIDE), []
    else:
        box = map_shapes.around(shapes[key].box for key in own)
        mine = {f"d{each.code}" for each in found.by_district}
        around = {
            key: name
            for key, name in names.items()
            if key not in mine and box.holds(districts[key].x, districts[key].y)
        }
        named = _apart(own, shapes, box.longer / WIDE)
        beside = _apart(around, districts, box.longer / WIDE)
    return Drawing(box, box.longer / WIDE, named, beside)


def _apart(names: Mapping[str, str], shapes: Mapping[str, Shape], unit: float) -> list[Label]:
    """Names that do not overlap: those of larger units first."""
    placed: list[Label] = []
    phone: list[Label] = []
    for key in sorted(names, key=lambda each: -shapes[each].box.area):
        label = Label(shapes[key].x, shapes[key].y, _KIND.sub("", names[key]))
        if any(label.touches(other, unit) for other in placed):
            continue
        placed.append(label)
        if not any(label.touches(other, unit * ON_PHONES) for other in phone):
            phone.append(label)
    return [replace(each, on_phones=each in phone) for each in placed]


def picture(found: CommuneFigures) -> str:
    """The map as a file of its own: shapes, title, legend and date in it."""
    shapes, districts = map_shapes.shapes(COMMUNES), map_shapes.shapes(DISTRICTS)
    return render_template(
        "reports/commune_map_file.html",
        found=found,
        drawing=drawing(found),
        legend=words.legend(found.steps, found.figures.values()),
        shapes=shapes,
        districts=districts,
        colours=COLOURS,
        day=clock.today(),
    )
