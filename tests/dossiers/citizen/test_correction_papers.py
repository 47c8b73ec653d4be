"""Documents added while the commune has not accepted: sent with the corrections, never instead."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import select

from app.dossiers.models.dossier import Event, Paper
from app.dossiers.workflow import Action, State
from app.kernel.db import db
from harness.stage.citizen import Citizen
from harness.stage.factories import ADossier, a_photo
from tests.dossiers.citizen.test_tracking import correcting, tracking

PAPERS, SUMMARY = "/tra-cuu/sua/giay-to", "/tra-cuu/sua"


def names(dossier_id: object) -> list[str | None]:
    query = select(Paper.file_name).where(Paper.dossier_id == dossier_id)
    return sorted(db.session.scalars(query), key=str)


@pytest.mark.parametrize("state", [State.SUBMITTED, State.SUPPLEMENTING])
def test_a_document_is_added_with_the_corrections(citizen: Citizen, state: State) -> None:
    dossier = ADossier(state)
    before = names(dossier.id)
    correcting(citizen, dossier).get(PAPERS)
    for paper in dossier.papers:
        address = f"{PAPERS}/{paper.id}"
        assert f'href="{address}"' in citizen.text
        with citizen.client.get(address) as seen:
            assert seen.status_code == 200
    citizen.post(PAPERS, birth_notification=(BytesIO(a_photo(90)), "rõ hơn.jpg"))
    assert "rõ hơn.jpg" in citizen.text
    assert names(dossier.id) == before
    citizen.post(PAPERS, tiep="1")
    assert citizen.path == SUMMARY
    citizen.post(SUMMARY)
    assert names(dossier.id) == sorted([*before, "rõ hơn.jpg"], key=str)
    (event,) = db.session.scalars(select(Event).where(Event.action == Action.CORRECT))
    assert event.facts["fields"] == []
    assert len(event.facts["papers"]) == 1


def test_what_is_given_up_is_not_sent(citizen: Citizen) -> None:
    dossier = ADossier()
    before = names(dossier.id)
    correcting(citizen, dossier).get(PAPERS)
    citizen.post(PAPERS, birth_notification=(BytesIO(a_photo(90)), "rõ hơn.jpg"))
    citizen.post("/tra-cuu/sua/bo")
    assert names(dossier.id) == before
    assert db.session.scalars(select(Event).where(Event.action == Action.CORRECT)).all() == []


def test_after_acceptance_and_for_others_there_is_no_such_page(
    citizen: Citizen, another: Callable[[], Citizen]
) -> None:
    tracking(citizen, ADossier(State.ACCEPTED)).get(PAPERS)
    assert citizen.path == "/tra-cuu/ho-so"
    dossier = ADossier()
    correcting(citizen, dossier)
    other = correcting(another(), ADossier(commune=citizen.commune))
    assert other.client.get(f"{PAPERS}/{dossier.papers[0].id}").status_code == 404
