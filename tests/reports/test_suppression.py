"""Small numbers in published tables: nothing left out can be calculated from what is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

import pytest

from app.reports.rules.suppression import Cell, Counts, suppress, with_sums
from harness.stage.counts.public_figures import Published, publish, random_cells, recovered


def same(received: int) -> Counts:
    return Counts(received, received, received)


def table_of(*rows: list[int], communes_of: int = 2) -> dict[Cell, Counts]:
    """A table with its sums: a row a commune, a column a procedure, two communes a district."""
    return with_sums(
        {
            Cell(100 + row // communes_of, row + 1, column + 1): same(count)
            for row, counts in enumerate(rows)
            for column, count in enumerate(counts)
            if count
        }
    )


def test_cells_of_one_to_four_are_left_out_and_others_are_not() -> None:
    table = table_of([20, 30], [40, 50], [60, 70], [80, 90])
    assert suppress(table) == frozenset()
    table = table_of([4, 30], [40, 50], [60, 70], [80, 90])
    assert Cell(100, 1, 1) in suppress(table)


def test_a_cell_is_small_too_if_few_were_settled() -> None:
    assert Counts(50, 3, 3).is_small
    assert not Counts(50, 0, 0).is_small, "none at all tells of nobody"
    assert not Counts(5, 5, 0).is_small


def test_one_small_cell_takes_further_ones_along_so_that_no_difference_tells_it() -> None:
    told = publish(table_of([4, 30], [40, 50], [60, 70], [80, 90]))
    assert sum(counts is None for counts in told.values()) == 4, "a rectangle of its district"
    assert recovered(told) == set()


def test_sums_are_left_out_only_where_cells_cannot_protect() -> None:
    told = publish(table_of([3, 0], [0, 40], [60, 70], [80, 90]))
    assert told[Cell(100, 1, None)] is None, "the commune has three dossiers in all"
    assert told[Cell(None, None, None)] is not None
    assert recovered(told) == set()


def test_the_attack_finds_what_only_the_small_cell_hides() -> None:
    """Else the other tests would prove nothing."""
    table = table_of([4, 30], [40, 50], [60, 70], [80, 90])
    told: Published = {cell: None if counts.is_small else counts for cell, counts in table.items()}
    assert (Cell(100, 1, 1), 0) in recovered(told)


def test_two_ones_in_a_row_of_two_are_not_told_by_their_sum() -> None:
    """Both are there, so that a sum of two would be one and one."""
    told = publish(table_of([1, 1, 30], [20, 20, 40], [60, 70, 50], [80, 90, 60]))
    assert recovered(told) == set()


@pytest.mark.parametrize("seed", range(40))
def test_nothing_left_out_is_recovered_from_random_tables(seed: int) -> None:
    rng = Random(seed)
    size = rng.choice((1, 2, 4, 8, 20))
    shape = rng.randint(1, 4), rng.randint(1, 5), rng.randint(1, 6)
    table = with_sums(random_cells(rng, *shape, size))
    told = publish(table)
    assert recovered(told) == set()
    assert all(not counts.is_small for counts in told.values() if counts)


@pytest.mark.parametrize("seed", range(6))
def test_every_number_left_out_of_a_tiny_table_has_two_values_that_fit(seed: int) -> None:
    """All tables that fit what is published, one by one."""
    rng = Random(seed)
    cells = {
        Cell(100 + commune // 2, commune + 1, procedure + 1): same(rng.choice((1, 1, 2, 3, 5, 6)))
        for commune in range(3)
        for procedure in range(2)
    }
    told = publish(with_sums(cells))
    values: dict[Cell, set[int]] = {cell: set() for cell, counts in told.items() if counts is None}
    for fitting in tables_that_fit(told, sorted(cells, key=str)):
        for cell, seen in values.items():
            seen.add(fitting[cell])
        if all(len(seen) > 1 for seen in values.values()):
            break
    assert [cell for cell, seen in values.items() if len(seen) < 2] == []


def tables_that_fit(told: Published, cells: list[Cell]) -> Iterator[Mapping[Cell, int]]:
    most = 9

    def fill(place: int, chosen: dict[Cell, Counts]) -> Iterator[Mapping[Cell, int]]:
        if place == len(cells):
            sums = {cell: counts.received for cell, counts in with_sums(chosen).items()}
            if all(
                counts is None or counts.received == sums[cell] for cell, counts in told.items()
            ):
                yield sums
            return
        if any(
            (known := told[cell]) and counts.received > known.received
            for cell, counts in with_sums(chosen).items()
        ):
            return
        known = told[cells[place]]
        for count in [known.received] if known else range(1, most + 1):
            yield from fill(place + 1, {**chosen, cells[place]: same(count)})

    yield from fill(0, {})
