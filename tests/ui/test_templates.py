"""Templates contain no inline script or style, and use only existing icons."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import flask_appbuilder
import pytest
from flask import Flask

from app.kernel.web import template_globals

TEMPLATES = Path(__file__).parents[2] / "app" / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))
LETTER = TEMPLATES / "notifications" / "mail.html"
"""It is read in a mail program, without our stylesheet."""
ORIGINALS = Path(__file__).with_name("fab-originals.sha256")
FAB = Path(flask_appbuilder.__file__).parent / "templates"

FORBIDDEN = {
    "a style attribute": r"\sstyle\s*=",
    "a style element": r"<style\b",
    "a script in the page": r"<script(?![^>]*\bsrc=)(?![^>]*application/json)",
    "a handler in the page": r"<[^>{]*\son[a-z]+\s*=",
    "a script address": r"javascript:",
    "another host": r"(?:src|href)=\"(?:https?:)?//",
    "a sprite symbol behind the back of mc_icon()": r"<use href=\"#[a-z]",
}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_template_has_nothing_that_the_policy_forbids(page: Path) -> None:
    text = re.sub(r"{#.*?#}", "", page.read_text(), flags=re.DOTALL)
    may = {"a style element"} if page == LETTER else set()
    assert {what for what, sign in FORBIDDEN.items() if re.search(sign, text)} == may


def test_every_icon_that_is_named_is_drawn() -> None:
    named = {
        name
        for page in PAGES
        for name in re.findall(
            r"\b(?:mc_icon|ui\.icon)\(\s*['\"]([\w-]+)['\"]\s*[,)]", page.read_text()
        )
    }
    assert (
        sorted(
            name
            for name in named
            if template_globals.symbol_key(name) not in template_globals.symbols()
        )
        == []
    )


def test_filters_of_constants_are_asked_on_each_page(app: Flask) -> None:
    """Jinja would compute them when it compiles the template, for whoever comes first."""
    with app.test_request_context("/can-bo/"):
        words = app.jinja_env.from_string("{{ '/can-bo/' | is_here }}")
    seen = {}
    for address in ("/can-bo/", "/lang/en"):
        with app.test_request_context(address):
            seen[address] = words.render()
    assert seen == {"/can-bo/": "True", "/lang/en": "False"}


def test_overridden_templates_of_fab_have_not_changed_under_us() -> None:
    """When this fails after an upgrade, read ``docs/fab-overrides.md``."""
    lines = [line.split("  ") for line in ORIGINALS.read_text().splitlines()]
    recorded = {name: digest for digest, name in lines}
    overridden = {
        str(page.relative_to(TEMPLATES)): hashlib.sha256(
            (FAB / page.relative_to(TEMPLATES)).read_bytes()
        ).hexdigest()
        for page in PAGES
        if (FAB / page.relative_to(TEMPLATES)).exists()
    }
    assert overridden == recorded


def test_all_templates_are_compiled_before_workers_are_forked(app: Flask) -> None:
    template_globals.compile_all(app)
    names = app.jinja_env.list_templates(extensions=("html", "txt"))
    assert app.jinja_env.cache is not None
    assert len(names) > len(PAGES)
    assert len(app.jinja_env.cache) >= len(names), "its cache is too small for all of them"
