"""The geometry of charts: what is drawn has the proportions of the numbers."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app.reports.charts import BAR_WIDTH, BOTTOM, TOP, BarRow, bars, scale_for, stacked


@pytest.mark.parametrize(
    ("largest", "end"),
    [(0, 4), (1, 4), (4, 4), (7, 8), (13, 16), (41, 60), (326, 400), (512, 600), (1666, 2000)],
)
def test_the_scale_ends_at_the_next_round_number(largest: int, end: int) -> None:
    assert scale_for(largest) == end


def test_the_heights_of_a_column_stand_to_each_other_as_its_numbers() -> None:
    drawn = stacked(["a", "b"], [[10, 0], [30, 20]])
    first, second = drawn.columns
    assert [each.total for each in drawn.columns] == [40, 20]
    assert first.segments[1].height == 3 * first.segments[0].height
    assert BOTTOM - first.top == 2 * (BOTTOM - second.top)
    assert first.top == TOP, "the highest column reaches the end of the scale"
    assert [each.series for each in second.segments] == [1], "nothing is drawn for nothing"


def test_segments_stand_upon_one_another() -> None:
    (column,) = stacked(["a"], [[5], [7], [8]]).columns
    edges = [(each.y, each.y + each.height) for each in column.segments]
    assert edges[0][1] == BOTTOM
    for (top, _bottom), (_top, bottom) in pairwise(edges):
        assert bottom == pytest.approx(top, abs=0.2)


def test_a_line_leaves_out_what_is_not_known() -> None:
    drawn = stacked(["a", "b", "c"], [[1, 1, 1]], [None, 2, 4])
    assert len(drawn.line.split()) == 2
    assert stacked(["a", "b"], [[1, 1]], [None, 3]).line == "", "one point is no line"


def test_the_last_label_of_many_is_shown_on_narrow_screens_too() -> None:
    drawn = stacked([str(n) for n in range(13)], [[1] * 13])
    assert not drawn.columns[-1].is_minor
    assert drawn.columns[-2].is_minor


def test_bars_share_one_scale_and_mark_their_limit() -> None:
    first, second = bars([BarRow("a", 5, 10, 8), BarRow("b", 2, 3, None)]).bars
    assert (first.reach, first.value, first.limit) == (BAR_WIDTH, BAR_WIDTH / 2, BAR_WIDTH * 0.8)
    assert first.is_over
    assert second.limit is None
    assert not second.is_over


def test_nothing_is_drawn_of_nothing() -> None:
    assert not stacked([], []).columns
    assert not bars([]).bars
    assert bars([BarRow("a", None)]).bars[0].value == 0
