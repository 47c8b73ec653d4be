"""An attack on the public figures: everything that follows from the sums, by other code.

Whoever attacks knows all lines that are published, that a line left out has one dossier at least,
that no count is negative, and that no more are settled than received, or in time than settled. They
solve the equations, and narrow the bounds of each count until nothing changes any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from random import Random

from app.reports.rules.suppression import Cell, Counts, suppress, with_sums

Published = Mapping[Cell, Counts | None]
Equation = tuple[Cell, list[Cell]]
Unknown = tuple[Cell, int]
Row = dict[Cell, Fraction]
UNBOUNDED = 10**9
DISTRICTS, COMMUNES, PROCEDURES = 18, 23, 40
SIZES = (1, 3, 10, 40)
"""Dossiers of a commune and procedure, on average: rural procedures to the copy of an extract."""


def measure() -> dict[str, int]:
    """How many of the counts left out in tables as large as the city are recovered."""
    rng = Random(27)  # the same tables again
    found = {"suppressed_cells": 0, "suppressed_recovered": 0}
    for size in SIZES:
        table = with_sums(random_cells(rng, DISTRICTS, COMMUNES, PROCEDURES, size))
        told = publish(table)
        found["suppressed_cells"] += sum(counts is None for counts in told.values())
        found["suppressed_recovered"] += len(recovered(told))
    return found


def random_cells(
    rng: Random, districts: int, communes: int, procedures: int, size: float
) -> dict[Cell, Counts]:
    """Some cells empty, most settled, most of these in time."""
    cells = {}
    for commune in range(1, districts * communes + 1):
        district = 1000 + (commune - 1) // communes
        for procedure in range(1, procedures + 1):
            received = int(rng.expovariate(1 / size)) if rng.random() < 0.8 else 0
            settled = received - rng.choice((0, 0, 0, rng.randint(0, received)))
            in_time = settled - rng.choice((0, 0, 0, rng.randint(0, settled)))
            if received:
                cells[Cell(district, commune, procedure)] = Counts(received, settled, in_time)
    return cells


def publish(table: Mapping[Cell, Counts]) -> Published:
    left_out = suppress(table)
    return {cell: None if cell in left_out else counts for cell, counts in table.items()}


def recovered(told: Published) -> set[Unknown]:
    """The counts left out that can have one value alone: the cell, and which of its counts."""
    equations = list(_equations(told))
    linear = {(cell, n) for cell in _solved(told, equations) for n in range(len(Counts._fields))}
    return linear | _narrowed(told, equations)


def _equations(told: Published) -> Iterator[Equation]:
    """Each sum with its parts, by both of its directions."""
    parts: dict[tuple[Cell, str], list[Cell]] = defaultdict(list)
    for cell in told:
        district, commune, procedure = cell
        if commune is not None:
            parts[Cell(district, None, procedure), "rows"].append(cell)
        elif district is not None:
            parts[Cell(None, None, procedure), "rows"].append(cell)
        if procedure is not None:
            parts[Cell(district, commune, None), "columns"].append(cell)
    for (total, _direction), cells in parts.items():
        yield total, cells


def _solved(told: Published, equations: list[Equation]) -> set[Cell]:
    """Unknowns of the linear equations that have one solution: Gauss and Jordan, exactly."""
    rows = [_row(told, equation) for equation in equations]
    of_cell: dict[Cell, set[int]] = defaultdict(set)
    for n, row in enumerate(rows):
        for cell in row:
            of_cell[cell].add(n)
    pivots = {}
    for n, row in enumerate(rows):
        if row:
            pivots[n] = min(row, key=lambda cell: len(of_cell[cell]))
            for other in of_cell[pivots[n]] - {n}:
                _eliminate(rows, of_cell, n, other, pivots[n])
    return {pivot for n, pivot in pivots.items() if len(rows[n]) == 1}


def _row(told: Published, equation: Equation) -> Row:
    """The sum less its parts, of which some are unknown."""
    total, cells = equation
    row = {cell: Fraction(1) for cell in cells if told[cell] is None}
    return row | {total: Fraction(-1)} if told[total] is None else row


def _eliminate(
    rows: list[Row], of_cell: dict[Cell, set[int]], by: int, of: int, pivot: Cell
) -> None:
    factor = rows[of][pivot] / rows[by][pivot]
    for cell, value in rows[by].items():
        left = rows[of].pop(cell, Fraction(0)) - factor * value
        of_cell[cell].discard(of)
        if left:
            rows[of][cell] = left
            of_cell[cell].add(of)


def _narrowed(told: Published, equations: list[Equation]) -> set[Unknown]:
    """Counts whose smallest and largest possible value meet."""
    low: dict[Unknown, int] = {}
    high: dict[Unknown, int] = {}
    for cell, counts in told.items():
        for n in range(len(Counts._fields)):
            known = counts[n] if counts else None
            low[cell, n] = (n == 0) if known is None else known
            high[cell, n] = UNBOUNDED if known is None else known
    changed = True
    while changed:
        changed = False
        for total, cells in equations:
            for n in range(len(Counts._fields)):
                changed |= _narrow(low, high, (total, n), [(cell, n) for cell in cells])
        for cell in (cell for cell, counts in told.items() if counts is None):
            for n in (0, 1):
                wider, narrower = (cell, n), (cell, n + 1)
                changed |= high[narrower] > high[wider] or low[wider] < low[narrower]
                high[narrower] = min(high[narrower], high[wider])
                low[wider] = max(low[wider], low[narrower])
    unknown = (key for key in low if told[key[0]] is None)
    return {key for key in unknown if low[key] == high[key]}


def _narrow(
    low: dict[Unknown, int], high: dict[Unknown, int], total: Unknown, parts: list[Unknown]
) -> bool:
    """Narrow a sum by its parts, and each part by the sum without the others."""
    lows, highs = sum(low[part] for part in parts), sum(high[part] for part in parts)
    bounds = [(total, lows, highs)]
    for part in parts:
        others_low, others_high = lows - low[part], highs - high[part]
        bounds.append((part, low[total] - others_high, high[total] - others_low))
    changed = False
    for key, least, most in bounds:
        changed |= least > low[key] or most < high[key]
        low[key], high[key] = max(low[key], least), min(high[key], most)
    return changed
