"""Components of pages, rendered alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale

from app.dossiers.workflow import State
from app.handoffs.workflow import LegState
from app.kernel.web import template_globals

NOW = datetime(2016, 12, 8, 3, tzinfo=UTC)
IMPORT = '{% import "kernel/components.html" as ui %}'


@pytest.fixture
def drawn(app: Flask) -> Any:
    def draw(source: str, **facts: Any) -> str:
        with app.test_request_context("/"), force_locale("en"):
            return render_template_string(IMPORT + source, **facts)

    return draw


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_shape_and_a_word(drawn: Any, state: State) -> None:
    for audience in ("office", "citizen"):
        html = drawn("{{ ui.state(state, audience) }}", state=state, audience=audience)
        assert '<use href="#st-' in html
        assert f">{state}<" not in html
    assert str(state.label) in drawn("{{ ui.state(state) }}", state=state)


@pytest.mark.parametrize("state", list(LegState))
def test_every_leg_state_has_a_shape_and_a_word(drawn: Any, state: LegState) -> None:
    html = drawn("{{ ui.state(state) }}", state=state)
    assert '<use href="#st-' in html
    assert f">{state}<" not in html


@pytest.mark.parametrize(
    ("hours", "kind", "words"),
    [
        (-49, "late", "2 working days late"),
        (-1, "late", "Overdue from today"),
        (2, "today", "Today, 12:00"),
        (26, "soon", "1 working day left"),
        (24 * 9, "far", "6 working days left"),
    ],
)
def test_deadline_is_louder_as_it_nears(drawn: Any, hours: int, kind: str, words: str) -> None:
    html = drawn("{{ ui.deadline(due, now) }}", due=NOW + timedelta(hours=hours), now=NOW)
    assert f"mc-due--{kind}" in html
    assert words in html


def test_paused_deadline_names_no_day(drawn: Any) -> None:
    html = drawn("{{ ui.deadline(due, now, paused=true) }}", due=NOW, now=NOW)
    assert "mc-due--pause" in html
    assert "<time" not in html


def test_page_carries_only_the_icons_it_uses(app: Flask) -> None:
    with app.test_request_context("/"):
        template_globals.icon("search")
        template_globals.icon("st-late")
        template_globals.icon("no-such-icon")
        written = str(template_globals.sprite())
        assert written.count("<symbol") == 2
        assert template_globals.sprite() == ""


def test_code_is_broken_only_before_its_tail(drawn: Any) -> None:
    html = drawn("{{ ui.code('000.15.17.H26-161118-0007') }}")
    assert "000.15.17.H26-</span><wbr>" in html
    assert "161118-0007" in html
    assert "H26" not in drawn("{{ ui.code('000.15.17.H26-161118-0007', short=true) }}")
