"""A linked dossier at its agencies, and officers with their browsers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.handoffs.models import Leg
from app.handoffs.queries import packets
from app.organisation.models import Unit
from app.procedures.models.vocabulary import LegKind
from harness.stage.factories import AnOfficer, Officer, a_commune, signed_in
from harness.stage.factories.people import seat_of

PACKETS = "/can-bo/ho-so-lien-thong/"


def leg_of(dossier: Dossier, kind: LegKind) -> Leg:
    """One leg of a dossier."""
    return next(leg for leg in packets.of_dossier(dossier.id) if leg.kind is kind)


class Desk:
    """A user in a browser."""

    def __init__(self, client: FlaskClient, officer: Officer) -> None:
        self.client = client
        self.officer = officer

    def see(self, address: str) -> str:
        """The page, which must be there."""
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.get_data(as_text=True)

    def status(self, address: str) -> int:
        """What the server says to a look at the address."""
        with self.client.get(address) as answer:  # closes the file
            return answer.status_code

    def send(self, page: str, to: str, /, **data: Any) -> TestResponse:
        """Post with the token of a page."""
        token = self.see(page).split('name="csrf_token"', 1)[1].split('value="', 1)[1]
        data = {"csrf_token": token.split('"', 1)[0], **data}
        return self.client.post(to, data=data, content_type="multipart/form-data")


@pytest.fixture
def desk(app: Flask, database: object) -> Callable[..., Desk]:
    """``desk(Role.POLICE)``: an officer near the first commune of Ba Vì, signed in."""

    def sit(role: Role, near: Unit | None = None) -> Desk:
        officer = AnOfficer(role, seat_of(role, near or a_commune()))
        return Desk(signed_in(app.test_client(), officer), officer)

    return sit
