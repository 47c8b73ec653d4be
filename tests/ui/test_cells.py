"""Values in cells, in every generated list and page alike."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy.dialects.postgresql import Range

from app.kernel.deadlines.deadline import LimitUnit
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.display import chips, format_cell, telephone
from app.organisation.models import Unit

STATES = {"state", "outcome", "user.active"}
"""Columns with a state."""


def generated(app: Flask) -> list[GeneratedView]:
    views = app.appbuilder.baseviews  # type: ignore[attr-defined]
    return [view for view in views if isinstance(view, GeneratedView)]


def shown(view: GeneratedView) -> set[str]:
    return {*view.list_columns, *view.show_columns}


def test_names_of_units_begin_a_cell_with_a_capital(app: Flask) -> None:
    told_of = [
        view.formatters_columns[column]("xã Ba Trại")
        for view in generated(app)
        for column in shown(view)
        if column.endswith("name") and view.datamodel.is_phrase(column)
    ]
    assert len(told_of) >= 10
    assert set(told_of) == {"Xã Ba Trại"}


def test_every_view_of_units_knows_their_names_for_phrases(app: Flask) -> None:
    units = [view for view in generated(app) if view.datamodel.obj is Unit]
    assert units
    assert all(view.datamodel.is_phrase("name") for view in units)


def test_every_state_has_its_shape(app: Flask) -> None:
    some = {"user.active": True, "outcome": "passed"}
    bare = []
    with app.test_request_context():
        for view in generated(app):
            for column in STATES & shown(view):
                words: Any = getattr(view.datamodel.list_columns.get(column), "type", None)
                value = next(iter(words.words)) if hasattr(words, "words") else some[column]
                if "<svg" not in view.formatters_columns[column](value):
                    bare.append((type(view).__name__, column))
    assert bare == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        (date(2016, 11, 14), "14/11/2016"),
        (datetime(2016, 11, 14, 2, 5, tzinfo=UTC), "14/11/2016 09:05"),
        (Range(date(2016, 11, 10), None), "Từ 10/11/2016"),
        ("congan.donganh", "congan.donganh"),
        (12, "12"),
    ],
)
def test_ours_begins_with_a_capital_and_what_people_wrote_stays(
    app: Flask, value: Any, words: str
) -> None:
    with app.test_request_context():
        assert escape(format_cell(value)).striptags() == words


def test_a_state_without_a_shape_is_told_in_words(app: Flask) -> None:
    with app.test_request_context():
        say = chips({LimitUnit.SAME_DAY: "new"}, str)
        assert "mc-st--new" in say(LimitUnit.SAME_DAY)
        assert "<" not in say("other")


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ("0912345678", "0912 345 678"),
        ("01681234567", "0381 234 567"),
        ("024 3824 1234, máy lẻ 12", "024 3824 1234, máy lẻ 12"),
        (None, ""),
    ],
)
def test_a_telephone_number_is_read_in_groups(kept: str | None, words: str) -> None:
    assert telephone(kept) == words
