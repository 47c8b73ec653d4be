"""Agencies work in parallel; a version may let one begin when another has finished."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.handoffs import rules
from app.handoffs.models import Leg
from app.handoffs.workflow import LegAction, LegNeed
from app.kernel.db import db
from app.kernel.workflow.vocabulary import Condition
from app.procedures import catalogue, queries
from app.procedures.models.vocabulary import LegKind
from app.procedures.operations import catalogue_seed
from app.procedures.rules.papers_and_fees import legs
from app.procedures.rules.procedure_finder import LINKED_A
from harness.stage.factories import ADossier, somebody
from harness.stage.factories import dossiers as walk
from tests.handoffs.conftest import Desk, leg_of
from tests.refusals import expect_refusal

pytestmark = pytest.mark.usefixtures("database")
FIRST = "cơ quan làm trước chưa giải quyết xong"


def entry() -> dict[str, Any]:
    """The linked procedure, with the insurance after the police."""
    found = deepcopy(catalogue.procedure(LINKED_A))
    next(leg for leg in found["legs"] if leg["kind"] == "insurance")["after"] = "police"
    return found


@pytest.fixture
def one_after_the_other(database: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """The city has decided that the insurance waits for the police."""
    monkeypatch.setattr(catalogue, "procedures", lambda: iter([entry()]))
    catalogue_seed.load()


def registered() -> Dossier:
    dossier = ADossier(State.REGISTERED)
    walk.move(leg_of(dossier, LegKind.INSURANCE), LegAction.CONFIRM_LIST, Role.COMMUNE_LABOUR)
    return dossier


def waits(leg: Leg) -> tuple[Condition, ...]:
    """What the sending of a packet waits for."""
    by = somebody(Role.COMMUNE_JUSTICE, leg.commune).on(leg)
    offers = {offer.row.action: offer.waits_for for offer in rules.offers(leg, by)}
    return offers[LegAction.SEND]


def test_agencies_work_side_by_side_unless_told_otherwise() -> None:
    dossier = registered()
    assert [waits(leg_of(dossier, kind)) for kind in (LegKind.POLICE, LegKind.INSURANCE)] == [
        (),
        (),
    ]


@pytest.mark.usefixtures("one_after_the_other")
def test_the_second_agency_waits_until_the_first_is_closed() -> None:
    dossier = registered()
    police, insurance = (leg_of(dossier, kind) for kind in (LegKind.POLICE, LegKind.INSURANCE))
    assert (waits(police), waits(insurance)) == ((), (LegNeed.EARLIER_CLOSED,))
    with expect_refusal("cannot go on"):
        walk.move(insurance, LegAction.SEND, Role.COMMUNE_JUSTICE)
    walk.move(police, LegAction.SEND, Role.COMMUNE_JUSTICE)
    walk.answered(police)
    db.session.expire_all()
    assert waits(insurance) == (LegNeed.EARLIER_CLOSED,)
    walk.move(police, LegAction.COLLECT, Role.COMMUNE_RECEPTION)
    db.session.expire_all()
    walk.move(insurance, LegAction.SEND, Role.COMMUNE_JUSTICE)
    walk.answered(insurance)
    walk.move(insurance, LegAction.COLLECT, Role.COMMUNE_RECEPTION)
    assert dossier.state is State.READY


@pytest.mark.usefixtures("one_after_the_other")
def test_the_page_of_the_dossier_says_why_the_packet_has_to_wait(
    desk: Callable[..., Desk],
) -> None:
    dossier = registered()
    justice = desk(Role.COMMUNE_JUSTICE, dossier.commune)
    assert FIRST in justice.see(f"/can-bo/mot-cua/ho-so/{dossier.id}")


def test_the_order_stands_in_the_version_and_in_its_screen(
    one_after_the_other: None, desk: Callable[..., Desk]
) -> None:
    version = queries.published(LINKED_A)
    assert [leg.after for leg in legs(queries.form(version))] == [None, LegKind.POLICE]
    page = desk(Role.COMMUNE_JUSTICE).see("/can-bo/thu-tuc/lien-thong/list/")
    assert "Sau cơ quan" in page
