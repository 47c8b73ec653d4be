"""Every URL is guarded or in a list of public ones; generated views have a scope."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from app.accounts.roles import ROLES, Permission
from app.kernel.web.crud.view import GeneratedView
from harness.stage.databases import Database

pytestmark = pytest.mark.quick

ROOT = Path(__file__).parents[2]
PUBLIC = frozenset(
    {
        "static",
        "appbuilder.static",
        "health.alive",
        "health.ready",
        "gateway.report",
        "gateway.inbound",
        "schemas.version",
        "LocaleView.index",
        "UtilView.back",
        "SignIn.login",
        "SignIn.logout",
        "SecondStep.code",
        "SecondStep.enrol",
        "AccountLinks.choose",
        "ExamPapers.ask",
        "ExamPapers.write",
        "certificates.verify",
        "figures.overview",
        "figures.unit",
        "figures.dictionary",
        "figures.csv_file",
        "figures.json_file",
        "verification.ask",
        "verification.of_qr",
        "verification.code_keys",
        "verification.seal_certificates",
    }
)
"""What anybody may open, apart from the citizens' pages."""
CITIZENS = "citizen."
"""The citizens' pages: a draft, receipt or dossier is opened by its secret, not by sign-in."""
GUARDED_INSIDE = frozenset({"action", "action_post"})
"""Methods of ``GeneratedView`` that ask for the permission of the action named in the request."""
ANSWERS_TO_NOBODY = {302, 401, 403, 404}


def function_of(app: Flask, endpoint: str) -> Any:
    view = app.view_functions[endpoint]
    return getattr(view, "__func__", view)


def is_public(endpoint: str) -> bool:
    return endpoint in PUBLIC or endpoint.startswith(CITIZENS)


def test_every_page_is_guarded_or_listed_as_public(app: Flask) -> None:
    open_to_all = []
    for rule in app.url_map.iter_rules():
        view, _dot, method = rule.endpoint.rpartition(".")
        house = {
            v.endpoint
            for v in app.extensions["appbuilder"].baseviews
            if isinstance(v, GeneratedView)
        }
        inside = method in GUARDED_INSIDE and view in house
        function = function_of(app, rule.endpoint)
        if not (is_public(rule.endpoint) or inside or hasattr(function, "_permission_name")):
            open_to_all.append(rule.endpoint)
    assert open_to_all == []


def test_the_list_of_public_pages_names_only_pages(app: Flask) -> None:
    assert PUBLIC - {rule.endpoint for rule in app.url_map.iter_rules()} == set()


def test_public_pages_lie_outside_the_officers_part(app: Flask) -> None:
    inside = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if is_public(rule.endpoint) and rule.rule.startswith("/can-bo")
    }
    assert inside == {
        "SignIn.login",
        "SignIn.logout",
        "SecondStep.code",
        "SecondStep.enrol",
        "AccountLinks.choose",
        "ExamPapers.ask",
        "ExamPapers.write",
    }


def test_every_permission_that_a_page_asks_for_is_somebodys(app: Flask) -> None:
    """A permission that no role has would close the page for everybody, unnoticed."""
    granted = {permission for facts in ROLES.values() for permission in facts.may}
    asked = {
        Permission(f"can_{view.get_method_permission(name)}", view.class_permission_name)
        for view in app.extensions["appbuilder"].baseviews
        for name in dir(view)
        if hasattr(getattr(view, name, None), "_permission_name")
        and f"{view.endpoint}.{name}" in app.view_functions
    }
    assert asked - granted == set()


def test_every_generated_view_has_a_scope(app: Flask) -> None:
    views = [
        view for view in app.extensions["appbuilder"].baseviews if isinstance(view, GeneratedView)
    ]
    assert views
    assert [v.endpoint for v in views if type(v).scope is GeneratedView.scope] == []


def test_no_generated_view_lets_files_be_loaded_by_name(app: Flask) -> None:
    rules = [rule.rule for rule in app.url_map.iter_rules()]
    assert [rule for rule in rules if "/download/" in rule or "/api/v" in rule] == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_whoever_is_not_signed_in_gets_nothing(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    """Without CSRF protection too: the guard does not depend on it."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    client = app.test_client()
    opened = []
    for rule in app.url_map.iter_rules():
        if is_public(rule.endpoint) or method not in (rule.methods or ()):
            continue
        address = re.sub(r"<(?:string:|path:)?\w+>", "1", rule.rule)
        address = re.sub(r"<int:\w+>", "1", address)
        address = re.sub(r"<uuid:\w+>", str(uuid4()), address)
        answer = client.open(address, method=method)
        leads_in = answer.status_code == 302 and "dang-nhap" not in answer.location
        if answer.status_code not in ANSWERS_TO_NOBODY or leads_in:
            opened.append((address, answer.status_code, answer.location))
    assert opened == []


def test_files_leave_by_one_door(app: Flask) -> None:
    senders = [
        path.name
        for path in ROOT.glob("app/**/*.py")
        if re.search(r"\b(send_file|send_from_directory)\(", path.read_text())
    ]
    assert senders == ["file_response.py"]
    assert [rule.rule for rule in app.url_map.iter_rules() if "download" in rule.rule] == []
