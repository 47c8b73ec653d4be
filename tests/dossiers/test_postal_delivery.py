"""The choice of post, from the promise to the number of the parcel."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.dossiers.models.dossier import Custody, Dossier
from app.dossiers.operations import visits
from app.dossiers.rules import postal_delivery, result_labels
from app.dossiers.workflow import State
from app.kernel.db import db, transaction
from app.notifications.models.outbox import Message
from app.notifications.vocabulary import MessageKind
from harness.stage.factories import ADossier, somebody
from harness.stage.factories.dossiers import RECEPTION
from tests.handoffs.conftest import Desk, desk
from tests.refusals import expect_refusal

__all__ = ["desk"]

pytestmark = pytest.mark.usefixtures("database")
ADDRESS, PARCEL = "Số 9 phố Mẫu, thành phố Huế", "EE123456789VN"


def by_post(state: State = State.READY) -> Dossier:
    return ADossier(state, results_by="post", results_address=ADDRESS)


def told(dossier: Dossier) -> list[str]:
    asked = select(Message.template).where(Message.subject_id == dossier.id)
    return list(db.session.scalars(asked))


def test_who_chose_post_is_told_that_it_comes_and_under_which_number() -> None:
    dossier = by_post()
    assert MessageKind.READY_BY_POST in told(dossier)
    assert MessageKind.READY not in told(dossier)
    with transaction():
        officer = somebody(RECEPTION, dossier.commune).at(dossier)
        visits.post_result(dossier, by=officer, number="ee 123 456 789 vn", postage=30_000)
    assert dossier.state is State.RETURNED
    assert postal_delivery.parcel(dossier) == (PARCEL, 30_000)
    assert MessageKind.POSTED in told(dossier)
    assert MessageKind.RETURNED not in told(dossier)
    assert not any(paper.custody is Custody.COMMUNE for paper in dossier.papers)


@pytest.mark.parametrize("number", ["", "12", "EE 123/45 VN"])
def test_nothing_is_posted_without_the_number_of_a_parcel(number: str) -> None:
    dossier = by_post()
    officer = somebody(RECEPTION, dossier.commune).at(dossier)
    with expect_refusal("Enter the number of the parcel as the post printed it, such"):
        visits.post_result(dossier, by=officer, number=number)


def test_who_did_not_choose_post_gets_no_parcel() -> None:
    dossier = ADossier(State.READY)
    assert MessageKind.READY in told(dossier)
    officer = somebody(RECEPTION, dossier.commune).at(dossier)
    with expect_refusal("Enter the number of the parcel as the post printed it, such"):
        visits.post_result(dossier, by=officer, number=PARCEL)


def test_the_desk_reads_the_address_and_gives_it_by_hand_all_the_same(
    desk: Callable[..., Desk],
) -> None:
    dossier = by_post()
    officer = desk(RECEPTION, dossier.commune)
    page = f"/can-bo/mot-cua/ho-so/{dossier.id}/buoc/return-result"
    assert ADDRESS in officer.see(page)
    said = {"collected_by": dossier.applicant_name, "collected_with": "CMND 012345678"}
    officer.send(page, page, version=dossier.row_version, way="desk", **said)
    db.session.refresh(dossier)
    assert dossier.state is State.RETURNED
    assert postal_delivery.parcel(dossier) is None


def test_what_is_handed_over_is_one_line_each_with_the_results_of_agencies() -> None:
    handed = result_labels.to_hand_over(ADossier(State.READY, copies=2))
    assert len(handed) == len(set(handed))
    for words in ("Giấy khai sinh", "Thẻ bảo hiểm y tế", "2 bản sao trích lục"):
        assert any(words.lower() in each.lower() for each in handed), (words, handed)
    assert not any("Tờ khai" in each for each in handed)
