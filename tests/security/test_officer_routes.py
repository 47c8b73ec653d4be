"""Every route of officers: closed to strangers, and no GET writes anything."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, BaseConverter, Rule, UUIDConverter

from app import create_app
from app.kernel.db import db
from app.kernel.web.crud.view import GeneratedView
from config import Config
from harness.stage.databases import Database

OFFICERS = "/can-bo"
OPEN = {
    "SignIn.login": "the way in",
    "SignIn.logout": "leads to the way in when nobody is signed in",
    "SecondStep.code": "asks for the code of whoever gave the right password in this browser",
    "SecondStep.enrol": "the same, for whoever has no telephone yet",
    "AccountLinks.choose": "opened by the secret in its address",
    "ExamPapers.ask": "asks for the code of a paper; whoever writes a test has no account yet",
    "ExamPapers.write": "opened by that code",
}
"""Officers' routes without a permission, each with its reason."""
GUARDED_INSIDE = {"action", "action_post"}
"""Routes whose permission depends on the request; they return 403 or 404 themselves."""
WRITING = {"delete", "action", "action_post"}


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(OFFICERS)]


def views(app: Flask) -> dict[str, Any]:
    return {view.endpoint: view for view in app.appbuilder.baseviews}  # type: ignore[attr-defined]


def some(converter: BaseConverter) -> str:
    """A valid value for a URL argument."""
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return "0" * 32 if isinstance(converter, UUIDConverter) else "1"


def address(rule: Rule) -> str:
    values = {name: some(converter) for name, converter in rule._converters.items()}
    built = rule.build(values)
    assert built is not None
    return built[1]


def test_every_route_of_the_officers_is_guarded_or_listed(app: Flask) -> None:
    known = views(app)
    for rule in rules(app):
        blueprint, _dot, method = rule.endpoint.partition(".")
        if rule.endpoint in OPEN or method in GUARDED_INSIDE:
            continue
        handler = getattr(known[blueprint], method)
        assert hasattr(handler, "_permission_name"), rule.endpoint
        permission = f"can_{known[blueprint].get_method_permission(method)}"
        assert permission in known[blueprint].base_permissions, rule.endpoint


def test_strangers_get_nothing(app: Flask, client: FlaskClient, database: Database) -> None:
    for rule in rules(app):
        if rule.endpoint in OPEN or "GET" not in (rule.methods or ()):
            continue
        answer = client.get(address(rule))
        assert answer.status_code in {302, 403, 404}, rule.rule
        if answer.status_code == 302:
            assert answer.location.startswith(f"{OFFICERS}/dang-nhap"), rule.rule


def test_what_changes_rows_is_no_link(app: Flask) -> None:
    generated = {name for name, view in views(app).items() if isinstance(view, GeneratedView)}
    for rule in rules(app):
        blueprint, _dot, method = rule.endpoint.partition(".")
        if blueprint in generated and method in WRITING:
            assert "GET" not in (rule.methods or ()), rule.rule


def test_every_generated_view_of_the_site_is_the_houses(app: Flask) -> None:
    for view in views(app).values():
        if hasattr(view, "datamodel"):
            assert isinstance(view, GeneratedView), view


def test_none_of_the_frameworks_own_doors_is_open(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert "/api/" not in rule.rule, rule.rule
        assert not rule.rule.startswith(("/login", "/users", "/roles", "/register", "/reset"))


def test_scripts_run_by_nonce_only(client: FlaskClient, database: Database) -> None:
    policy = client.get(f"{OFFICERS}/dang-nhap").headers["Content-Security-Policy"]
    assert "script-src 'self' 'nonce-" in policy
    assert "unsafe-inline" not in policy


@pytest.fixture
def settings(app: Flask, own: Database) -> Config:
    secret = "for tests alone, long enough, and no secret at all"
    files = str(app.config["FILES_DIR"])
    return Config.from_environment({**own.environment, "SECRET_KEY": secret, "FILES_DIR": files})


def test_the_public_surface_has_no_officers_pages(settings: Config) -> None:
    app = create_app("public", settings)
    views = {rule.endpoint.split(".")[0] for rule in app.url_map.iter_rules()}
    assert views == {
        "citizen", "health", "static", "appbuilder", "LocaleView", "UtilView", "NoOffice",
        "schemas", "gateway", "certificates", "verification", "figures",
    }  # fmt: skip
    public = app.test_client()
    for path in ("/", "/dang-nhap", "/mot-cua/"):
        answer = public.get(OFFICERS + path)
        assert answer.status_code == 404
        assert "Không có trang này" in answer.text
    assert public.get("/healthz").status_code == 200
    with app.app_context():
        db.engine.dispose()


def test_the_officers_surface_has_no_citizens_pages(settings: Config) -> None:
    app = create_app("officers", settings)
    officers = app.test_client()
    assert officers.get("/").status_code == 404
    assert officers.get("/nop-ho-so/").status_code == 404
    assert officers.get(f"{OFFICERS}/dang-nhap").status_code == 200
    with app.app_context():
        db.engine.dispose()
