"""Generated screens are short, and repeat nothing that the model says."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from statistics import median

import app.views  # noqa: F401  # every screen must be known
from app.accounts.roles import Role
from app.kernel.web.crud.labels import label_of
from app.kernel.web.crud.view import GeneratedView
from harness.stage.factories import AnOfficer

LINES = 35
"""What the median screen may take."""


def screens(view: type[GeneratedView] = GeneratedView) -> Iterator[type[GeneratedView]]:
    """The generated screens: the views that name a table of their own."""
    for below in view.__subclasses__():
        yield from screens(below)
        if "datamodel" in vars(below) and below.__module__.startswith("app."):
            yield below


def lines_of_screens() -> dict[str, int]:
    """Lines in the body of each generated screen."""
    return {view.__name__: len(inspect.getsource(view).splitlines()) - 1 for view in screens()}


def test_a_screen_is_a_short_declaration() -> None:
    lines = lines_of_screens()
    assert median(lines.values()) <= LINES, sorted(lines.items(), key=lambda each: -each[1])[:10]


def test_no_screen_repeats_the_label_of_a_column() -> None:
    said = [
        (view.__name__, column)
        for view in screens()
        for column, words in (view.label_columns or {}).items()
        if (known := label_of(view.datamodel.obj, column)) and str(known) == str(words)
    ]
    assert said == [], "the model says it already (app/kernel/web/crud/labels.py)"


def test_no_screen_repeats_the_noun_of_its_model() -> None:
    nouns = {view: getattr(view.datamodel.obj, "__noun__", ()) for view in screens()}
    said = [
        (view.__name__, title)
        for view, noun in nouns.items()
        for title in ("list_title", "show_title")
        if str(vars(view).get(title, "")) in {str(each) for each in noun}
    ]
    assert said == []


def test_every_choice_of_a_row_can_be_searched(database: object) -> None:
    """A model without a name says how it is found (``Lookup.matches``)."""
    actor = AnOfficer(Role.COMMUNE_JUSTICE).actor
    lookups = {id(each): each for view in screens() for each in view.lookups.values()}
    assert len(lookups) > 20
    for lookup in lookups.values():
        assert lookup.page(actor, "zqvx") == ([], False)
