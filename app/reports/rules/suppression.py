"""Suppression of small cells in published tables, so that no sum gives them away (che số nhỏ).

A published table counts dossiers by commune and procedure, with the sums of communes, districts,
procedures and the city. A cell of one to four dossiers received, or settled, is left out. As sums
are published too, a cell left out alone would be the difference of the others: further cells are
left out until none can be calculated.

The sums form a network: a count flows from the city over district and commune into a cell, and
over its procedure in the district and in the city back. A cell that is left out can be calculated
if no other flow fits what is published; it cannot if a circle of cells left out leads through it
on which every count may be moved by one, up or down, and none becomes impossible. Received, settled
and settled in time are moved together, so that none of the three betrays another.
(Gusfield 1988, "A graph theoretic approach to statistical data security".)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from heapq import heappop, heappush
from operator import itemgetter
from typing import NamedTuple

SMALLEST = 5
"""The smallest count of dossiers that is published, but for none at all."""
DISTRICT_COST, CITY_COST = 10_000, 10_000_000
"""A sum is left out only where cells below it cannot protect."""


class Counts(NamedTuple):
    """Dossiers of one cell: received, of these settled, of these in time."""

    received: int
    settled: int
    in_time: int

    @property
    def can_shrink(self) -> bool:
        """A line that is left out is there: everybody knows that one was received at least."""
        return self.received > 1 and self.in_time > 0

    @property
    def is_small(self) -> bool:
        return 0 < self.received < SMALLEST or 0 < self.settled < SMALLEST


class Cell(NamedTuple):
    """A place in the table.

    Without commune it is the sum of the district, without district of the city, without procedure
    of all procedures.
    """

    district: int | None
    commune: int | None
    procedure: int | None


Node = tuple[str | int, ...]
UNREACHABLE = 10**15


class _Step(NamedTuple):
    """Moving the count of one cell up or down, on the way to a node."""

    cell: Cell
    to: Node
    is_up: bool


def with_sums(cells: Mapping[Cell, Counts]) -> dict[Cell, Counts]:
    """The cells by commune and procedure with all sums that are published."""
    table: dict[Cell, Counts] = {}
    for cell, counts in cells.items():
        for place in sums_of(cell):
            before = table.get(place, (0, 0, 0))
            table[place] = Counts(*(a + b for a, b in zip(before, counts, strict=True)))
    return table


def sums_of(cell: Cell) -> Iterator[Cell]:
    """A cell, and every sum that it is a part of."""
    for procedure in (cell.procedure, None):
        yield Cell(cell.district, cell.commune, procedure)
        yield Cell(cell.district, None, procedure)
        yield Cell(None, None, procedure)


def suppress(table: Mapping[Cell, Counts]) -> frozenset[Cell]:
    """The cells of a table with its sums that are left out."""
    small = [cell for cell, counts in table.items() if counts.is_small]
    network = _Network(table, small)
    for cell in sorted(small, key=lambda cell: (table[cell], str(cell))):
        network.protect(cell)
    return frozenset(network.left_out)


def _ends(cell: Cell) -> tuple[Node, Node]:
    """Between which sums a count flows: each node is an equation, what comes in goes out."""
    district, commune, procedure = cell.district or 0, cell.commune or 0, cell.procedure or 0
    if cell.procedure is None:
        if cell.commune is not None:
            return ("rows", district), ("row", commune)
        return (
            (("city",), ("rows", district)) if cell.district is not None else (("all",), ("city",))
        )
    if cell.commune is not None:
        return ("row", commune), ("column", district, procedure)
    if cell.district is not None:
        return ("column", district, procedure), ("columns", procedure)
    return ("columns", procedure), ("all",)


class _Network:
    """The cells of a table between its sums, and which of them are left out so far."""

    def __init__(self, table: Mapping[Cell, Counts], small: list[Cell]) -> None:
        self.left_out = set(small)
        self._table = table
        self._steps: dict[Node, list[_Step]] = {}
        for cell, counts in table.items():
            tail, head = _ends(cell)
            self._steps.setdefault(tail, []).append(_Step(cell, head, is_up=True))
            if counts.can_shrink:
                self._steps.setdefault(head, []).append(_Step(cell, tail, is_up=False))

    def protect(self, cell: Cell) -> None:
        """Leave further cells out, as few and small as may be, until a circle leads through it.

        There is always one: cell, its sums and those of its row can all move up.
        """
        tail, head = _ends(cell)
        ways = [self._cheapest(head, tail, cell)]
        if self._table[cell].can_shrink:
            ways.append(self._cheapest(tail, head, cell))
        _cost, cells = min(ways, key=itemgetter(0))
        self.left_out |= cells

    def _cheapest(self, start: Node, end: Node, without: Cell) -> tuple[int, set[Cell]]:
        """The cheapest way, and its cells: Dijkstra's algorithm."""
        came: dict[Node, tuple[Node, Cell]] = {}
        costs, queue = {start: 0}, [(0, start)]
        while queue:
            cost, node = heappop(queue)
            if node == end:
                return cost, set(_walked(came, start, end))
            if cost > costs[node]:
                continue  # a cheaper way to it was taken already
            for step in self._steps.get(node, ()):
                further = cost + self._cost(step.cell)
                if step.cell != without and further < costs.get(step.to, UNREACHABLE):
                    costs[step.to], came[step.to] = further, (node, step.cell)
                    heappush(queue, (further, step.to))
        return UNREACHABLE, set()

    def _cost(self, cell: Cell) -> int:
        if cell in self.left_out:
            return 0
        cost = 1 + self._table[cell].received
        if cell.commune is None:
            cost += DISTRICT_COST if cell.district is not None else CITY_COST
        return cost


def _walked(came: Mapping[Node, tuple[Node, Cell]], start: Node, end: Node) -> Iterator[Cell]:
    node = end
    while node != start:
        node, cell = came[node]
        yield cell
