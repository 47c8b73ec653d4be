"""Draw the shapes of the map of communes into ``app/static/map``, from boundaries as GeoJSON.

Only somebody who has other boundaries runs this; the shapes are committed. The folder holds
``communes.geojson``, ``districts.geojson`` and ``inner_districts.geojson``, each feature with its
``code`` of the statistics office::

    python map_shapes.py FOLDER

One degree of longitude is as long as it is in the middle of the city (equirectangular). Corners are
whole numbers, so that neighbours share their border to the last digit.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

SHAPES = Path(__file__).resolve().parent.parent / "app" / "static" / "map"
LAYERS = {"communes.svg": (("c", "communes"),)} | {
    "districts.svg": (("d", "districts"), ("q", "inner_districts"))
}
"""The files, each with the prefixes of its keys and the layers that they stand for. A page draws
all of a layer by the name of its group, all of a file as ``city``."""
HEIGHT = 4000
"""Units from north to south; corners of the boundaries lie about 150 m apart, 7 units."""
MIDDLE = math.cos(math.radians(21))
FLAT = 2.5
"""A word is longer than it is high: so much more room is wanted to its sides."""
STEPS = 48
"""In so many steps a place for the name is looked for, from side to side."""
NOTICE = "Polygons: M. Choisy, censusVN2009 (MIT), joined to the codes of November 2016"

Corner = tuple[int, int]
Ring = list[Corner]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the GeoJSON files are")
    folder = parser.parse_args().folder
    layers = {name: features(folder / f"{name}.geojson") for _p, name in sum(LAYERS.values(), ())}
    points = [
        point for layer in layers.values() for rings in layer.values() for r in rings for point in r
    ]
    west, north = min(x for x, _ in points), max(y for _, y in points)
    unit = HEIGHT / (north - min(y for _, y in points))
    width = round((max(x for x, _ in points) - west) * MIDDLE * unit)
    for file_name, drawn in LAYERS.items():
        shapes = [
            line
            for prefix, layer in drawn
            for line in (
                f'<g id="{layer}">',
                *(
                    shape(f"{prefix}{code}", [_on_grid(ring, west, north, unit) for ring in rings])
                    for code, rings in sorted(layers[layer].items())
                ),
                "</g>",
            )
        ]
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}">'
        lines = [head, f"<!-- {NOTICE} -->", '<g id="city">', *shapes, "</g>", "</svg>", ""]
        (SHAPES / file_name).write_text("\n".join(lines), encoding="utf-8")


def features(path: Path) -> dict[str, list[list[tuple[float, float]]]]:
    """The rings of each feature by its code."""
    found = {}
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        geometry = feature["geometry"]
        polygons = geometry["coordinates"]
        if geometry["type"] == "Polygon":
            polygons = [polygons]
        found[feature["properties"]["code"]] = [
            [(x, y) for x, y, *_ in ring] for polygon in polygons for ring in polygon
        ]
    return found


def shape(key: str, rings: list[Ring]) -> str:
    """A path of relative lines; ``data-at`` is where its name has most room."""
    x, y = roomiest(rings)
    drawn = "".join(_path(ring) for ring in rings)
    # a border is as thin on a large map as on a small one
    thin = 'vector-effect="non-scaling-stroke"'
    return f'<path id="{key}" data-at="{x} {y}" {thin} d="{drawn}"/>'


def roomiest(rings: list[Ring]) -> Corner:
    """The place inside that is furthest from all borders, for a word on one line."""
    xs, ys = zip(*(corner for ring in rings for corner in ring), strict=True)
    edges = [edge for ring in rings for edge in zip(ring, ring[1:] + ring[:1], strict=True)]
    places = (
        (
            min(xs) + (max(xs) - min(xs)) * i / STEPS,
            min(ys) + (max(ys) - min(ys)) * j / STEPS,
        )
        for i in range(1, STEPS)
        for j in range(1, STEPS)
    )
    inside = [place for place in places if _is_inside(place, edges)]
    x, y = max(inside, key=lambda place: min(_distance(place, edge) for edge in edges))
    return round(x), round(y)


def _on_grid(ring: Iterable[tuple[float, float]], west: float, north: float, unit: float) -> Ring:
    corners: Ring = []
    for x, y in ring:
        corner = round((x - west) * MIDDLE * unit), round((north - y) * unit)
        if not corners or corners[-1] != corner:
            corners.append(corner)
    return corners[:-1] if corners[0] == corners[-1] else corners


def _path(ring: Ring) -> str:
    return f"M{_numbers(ring[0])}l{_numbers(_steps(ring))}z"


def _steps(ring: Ring) -> Iterator[int]:
    for (x, y), (to_x, to_y) in pairwise(ring):
        yield from (to_x - x, to_y - y)


def _numbers(numbers: Iterable[int]) -> str:
    """A minus sign parts two numbers as well as a space does."""
    return " ".join(map(str, numbers)).replace(" -", "-")


def _is_inside(place: tuple[float, float], edges: Iterable[tuple[Corner, Corner]]) -> bool:
    x, y = place
    crossed = (
        x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
        for (x1, y1), (x2, y2) in edges
        if (y1 > y) != (y2 > y)
    )
    return sum(crossed) % 2 == 1


def _distance(place: tuple[float, float], edge: tuple[Corner, Corner]) -> float:
    """From a place to a border, up and down counted more than to the sides."""
    (x1, y1), (x2, y2) = ((x / FLAT, y) for x, y in edge)
    x, y = place[0] / FLAT, place[1]
    along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / ((x2 - x1) ** 2 + (y2 - y1) ** 2)
    part = min(max(along, 0), 1)
    return math.hypot(x - x1 - part * (x2 - x1), y - y1 - part * (y2 - y1))


if __name__ == "__main__":
    main()
