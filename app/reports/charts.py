"""The geometry of charts that the server draws (biểu đồ): numbers in, places on the drawing out.

Pure: templates/reports/charts.html draws what is computed here, on a page or as a file of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

WIDTH, HEIGHT = 650, 258
LEFT, RIGHT, TOP, BOTTOM = 56, 640, 30, 230
"""Where the columns stand: between the scale and the right edge, above the labels."""
STEPS = 4
BAR_WIDTH, BAR_STEP = 400, 44
PAINTS = ('class="mc-c1"', 'fill="url(#mc-h1)"', 'fill="url(#mc-h2)"', 'fill="url(#mc-h3)"')
"""Attributes of what is painted, by series; the hatches are in templates/reports/charts.html."""
_ROUND = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True)
class GridLine:
    """A line across the chart, with its value at the scale."""

    y: float
    value: int


@dataclass(frozen=True)
class Segment:
    """A rectangle in the paint of a series; ``series`` counts from 0."""

    series: int
    x: float
    y: float
    width: float
    height: float

    def __html__(self) -> str:
        """The drawing itself: a page has dozens, numbers alone."""
        return (
            f'<rect {PAINTS[self.series]} x="{self.x}" y="{self.y}" width="{self.width}"'
            f' height="{self.height}" />'
        )


SWATCHES = tuple(Segment(series, 0, 0, 14, 14) for series in range(len(PAINTS)))
"""The paints, for a legend."""


@dataclass(frozen=True)
class Column:
    """A stacked column with its label below and its sum above."""

    x: float
    label: str
    total: int
    top: float
    segments: Sequence[Segment]
    is_minor: bool
    """Labelled on wide screens only."""

    def middle(self, width: float) -> float:
        return self.x + width / 2


@dataclass(frozen=True)
class StackedColumns:
    """Columns of several series, and a line over them (cột chồng)."""

    grid: Sequence[GridLine]
    columns: Sequence[Column]
    width: float
    """Of each column."""
    line: str
    """Points of the line, as SVG has them; empty without one."""
    size: tuple[int, int] = (WIDTH, HEIGHT)
    swatches: Sequence[Segment] = SWATCHES


@dataclass(frozen=True)
class BarRow:
    """A value, how far most cases reach, and the limit, of one thing (chặng)."""

    label: Any
    value: float | None
    reach: float | None = None
    limit: float | None = None


@dataclass(frozen=True)
class Bar:
    """The places of one row: its top, and the ends of its parts from the left."""

    row: BarRow
    y: int
    value: float
    reach: float
    limit: float | None
    is_over: bool
    """Whether most cases go beyond the limit."""


@dataclass(frozen=True)
class Bars:
    """Horizontal bars with the mark of a limit (thanh ngang)."""

    bars: Sequence[Bar]
    size: tuple[int, int]


def stacked(
    labels: Sequence[str],
    series: Sequence[Sequence[int]],
    line: Sequence[int | None] = (),
) -> StackedColumns:
    """Columns over these labels; ``line`` has a value for each, or none where nothing is known."""
    totals = [sum(of_label) for of_label in zip(*series, strict=True)]
    scale = scale_for(max([*totals, *(value or 0 for value in line)], default=0))
    step = (RIGHT - LEFT) / max(len(labels), 1)
    width = round(step * 0.62, 1)

    def height(value: float) -> float:
        return round(value * (BOTTOM - TOP) / scale, 1)

    columns = []
    for n, (label, total) in enumerate(zip(labels, totals, strict=True)):
        values = [of_series[n] for of_series in series]
        ends = accumulate(values)
        x = round(LEFT + n * step + (step - width) / 2, 1)
        columns.append(
            Column(
                x=x,
                label=label,
                total=total,
                top=BOTTOM - height(total),
                segments=[
                    Segment(place, x, round(BOTTOM - height(end), 1), width, height(value))
                    for place, (value, end) in enumerate(zip(values, ends, strict=True))
                    if value
                ],
                is_minor=(len(labels) - 1 - n) % 2 == 1,
            )
        )
    points = [
        f"{column.middle(width):.1f},{BOTTOM - height(value):.1f}"
        for column, value in zip(columns, line, strict=False)
        if value is not None
    ]
    grid = [
        GridLine(round(BOTTOM - n * (BOTTOM - TOP) / STEPS, 1), round(scale * n / STEPS))
        for n in range(STEPS + 1)
    ]
    return StackedColumns(grid, columns, width, " ".join(points) if len(points) > 1 else "")


def bars(rows: Iterable[BarRow]) -> Bars:
    """A bar a row on one common scale."""
    every = list(rows)
    known = [n for row in every for n in (row.value, row.reach, row.limit) if n is not None]
    longest = max(known, default=0) or 1

    def place(value: float | None) -> float:
        return round((value or 0) * BAR_WIDTH / longest, 1)

    drawn = [
        Bar(
            row=row,
            y=n * BAR_STEP,
            value=place(row.value),
            reach=place(row.reach),
            limit=None if row.limit is None else min(place(row.limit), BAR_WIDTH - 4),
            is_over=row.limit is not None and row.reach is not None and row.reach > row.limit,
        )
        for n, row in enumerate(every)
    ]
    return Bars(drawn, (BAR_WIDTH + 4, max(len(every), 1) * BAR_STEP))


def scale_for(largest: float) -> int:
    """The end of the scale: the next round number that four steps divide evenly."""
    most = max(largest, STEPS)
    power = 1
    while most > 10 * power * STEPS:
        power *= 10
    for factor in _ROUND:
        top = factor * power * STEPS
        if top >= most and float(top).is_integer() and top % STEPS == 0:
            return round(top)
    return 10 * power * STEPS
