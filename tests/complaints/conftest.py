"""Citizens at their tracking pages, heads and overseers at theirs."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.roles import Role
from app.organisation.models import Unit
from harness.stage.citizen import Citizen
from harness.stage.factories import AnOfficer, a_commune, browser_of
from harness.stage.factories.people import seat_of

Sign = Callable[[Role], "Desk"]


class Desk:
    """An officer's browser."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, address: str) -> tuple[int, str]:
        answer = self.client.get(address, follow_redirects=True)
        return answer.status_code, html.unescape(answer.get_data(as_text=True))

    def post(self, address: str, page: str, **given: Any) -> tuple[int, str]:
        """Send a form of a page."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(page)[1])
        data = {**given, "csrf_token": token[1] if token else ""}
        answer = self.client.post(address, data=data, follow_redirects=True)
        return answer.status_code, html.unescape(answer.get_data(as_text=True))


@pytest.fixture
def commune(database: Any) -> Unit:
    return a_commune()


@pytest.fixture
def citizen(app: Flask, commune: Unit) -> Citizen:
    return Citizen(app.test_client(), commune)


@pytest.fixture
def sign(app: Flask, commune: Unit) -> Sign:
    """A person of this role at or above the commune, signed in."""
    return lambda role: Desk(browser_of(app, AnOfficer(role, seat_of(role, commune))))
