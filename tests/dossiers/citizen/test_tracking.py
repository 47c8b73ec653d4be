"""Tracking: two codes, no names, few statements, and what can still be changed."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers import rules
from app.dossiers.models.bookkeeping import Revision, SubmissionKey
from app.dossiers.models.dossier import Dossier, Draft, Event
from app.dossiers.operations import supplements
from app.dossiers.rules import result_labels
from app.dossiers.rules.supplements import Asking, How, SupplementSubject, items
from app.dossiers.workflow import Action, State
from app.kernel.db import db
from app.kernel.security import encryption
from app.notifications.models.outbox import Message, MessageState
from harness.stage.citizen import Citizen
from harness.stage.factories import ADossier, a_photo, somebody
from harness.stage.factories.dossiers import SERVER_KEY
from tests.accounts.conftest import statements

STATES = [pytest.param(state, id=state) for state in State]


def codes_of(dossier: Dossier) -> tuple[str, str]:
    key = db.session.scalars(
        select(SubmissionKey.key).where(SubmissionKey.dossier_id == dossier.id)
    ).one()
    return dossier.code, rules.secret_of(key, SERVER_KEY)


def tracking(citizen: Citizen, dossier: Dossier) -> Citizen:
    code, secret = codes_of(dossier)
    citizen.get(f"/tra-cuu?ma={code}")
    return citizen.post("/tra-cuu", ma=code, bi_mat=secret)


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_told_without_names_in_few_statements(
    app: Flask, citizen: Citizen, state: State
) -> None:
    dossier = ADossier(state)
    tracking(citizen, dossier)
    assert citizen.path == "/tra-cuu/ho-so"
    signed = state is State.REGISTERED
    said = result_labels.of_signing(dossier).done if signed else state.citizen_label
    assert str(said) in citizen.text
    answers = dossier.answers
    for key in ("child_name", "applicant_name", "father_name", "applicant_id", "household_book"):
        assert str(answers[key]) not in citizen.text, key
    with statements(app) as sent:
        citizen.get("/tra-cuu/ho-so")
    asked_how_content = state is State.RETURNED
    assert len(sent) <= 7 + asked_how_content, "\n".join(sent)


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (State.SUBMITTED, "Thời hạn: 8 giờ làm việc."),
        (State.TO_SIGN, "Thời hạn: 20 ngày làm việc."),
        (State.READY, None),
    ],
)
def test_the_citizen_reads_how_the_days_are_reckoned(
    citizen: Citizen, state: State, told: str | None
) -> None:
    tracking(citizen, ADossier(state))
    assert told is None or told in citizen.text
    assert ("mc-reckoning" in citizen.text) is (told is not None)


def test_a_supplement_asked_for_late_stays_within_the_budget(app: Flask, citizen: Citizen) -> None:
    tracking(citizen, ADossier(State.SUPPLEMENTING, late_supplement=True))
    with statements(app) as sent:
        citizen.get("/tra-cuu/ho-so")
    assert len(sent) <= 7, "\n".join(sent)
    assert "Chụp lại cho rõ" in citizen.text


def test_agencies_stand_side_by_side_with_what_each_does(citizen: Citizen) -> None:
    tracking(citizen, ADossier(State.AT_AGENCIES))
    assert citizen.text.count('<li class="mc-leg') == 2
    assert "Công an huyện Ba Vì" in citizen.text


@pytest.mark.parametrize("written", ["{s}", " {s} ", "{spaced}", "{lower}"])
def test_the_secret_may_be_written_as_people_write_it(citizen: Citizen, written: str) -> None:
    code, secret = codes_of(ADossier())
    spaced = f"{secret[:4]} {secret[4:]}"
    typed = written.format(s=secret, spaced=spaced, lower=secret.lower())
    citizen.get("/tra-cuu").post("/tra-cuu", ma=f" {code.lower()} ", bi_mat=typed)
    assert citizen.path == "/tra-cuu/ho-so"


def test_an_unknown_code_and_a_wrong_secret_sound_the_same(citizen: Citizen) -> None:
    code, _secret = codes_of(ADossier())
    heard = []
    for typed in (code, "000.99.99.H26-161118-0007"):
        citizen.get("/tra-cuu").post("/tra-cuu", ma=typed, bi_mat="AAAAAAAA")
        heard.append(citizen.text.split("govuk-error-summary__body")[1].split("</ul>")[0])
    assert heard[0] == heard[1]


def test_a_right_secret_does_not_use_up_the_tries(citizen: Citizen) -> None:
    dossier = ADossier()
    for _n in range(12):
        assert tracking(citizen, dossier).path == "/tra-cuu/ho-so"


def test_the_ticket_lasts_half_an_hour(
    app: Flask, citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracking(citizen, ADossier())
    real = URLSafeTimedSerializer.loads
    later = timedelta(minutes=31).total_seconds()

    def loads(self: Any, value: Any, max_age: int | None = None, **more: Any) -> Any:
        return real(self, value, max_age=(max_age or 0) - int(later), **more)

    monkeypatch.setattr(URLSafeTimedSerializer, "loads", loads)
    assert citizen.get("/tra-cuu/ho-so").path == "/tra-cuu"


def test_the_ticket_outlives_a_change_of_the_key(citizen: Citizen) -> None:
    tracking(citizen, ADossier())
    keys = encryption._keys
    encryption.use("a newer key", *keys)
    try:
        assert citizen.get("/tra-cuu/ho-so").path == "/tra-cuu/ho-so"
    finally:
        encryption.use(*keys)


def test_without_a_ticket_nothing_is_shown(citizen: Citizen) -> None:
    ADossier(State.SUPPLEMENTING)
    for address in ("ho-so", "sua", "sua/child", "rut", "bo-sung"):
        assert citizen.get(f"/tra-cuu/{address}").path == "/tra-cuu", address


def test_leaving_closes_the_page(citizen: Citizen) -> None:
    tracking(citizen, ADossier()).post("/tra-cuu/ra")
    assert citizen.get("/tra-cuu/ho-so").path == "/tra-cuu"


# ---- correcting ---------------------------------------------------------------------------------


def correcting(citizen: Citizen, dossier: Dossier) -> Citizen:
    return tracking(citizen, dossier).post("/tra-cuu/sua/bat-dau")


def test_a_correction_is_one_revision_and_names_only_the_fields(citizen: Citizen) -> None:
    dossier = ADossier()
    correcting(citizen, dossier).get("/tra-cuu/sua/child?sua=1")
    answers = {**citizen.answers("child"), "child_name": "Trần Nguyễn Đổi"}
    citizen.post("/tra-cuu/sua/child?sua=1", **answers)
    assert citizen.path == "/tra-cuu/sua"
    assert dossier.subject_name == "Trần Nguyễn Mẫu"
    citizen.post("/tra-cuu/sua")
    assert citizen.path == "/tra-cuu/ho-so"
    db.session.expire_all()
    assert dossier.subject_name == "Trần Nguyễn Đổi"
    assert db.session.scalars(select(Revision)).one().answers["child_name"] == "Trần Nguyễn Mẫu"
    event = db.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
    assert (event.action, event.facts) == (Action.CORRECT, {"fields": ["child_name"]})
    assert db.session.scalars(select(Draft)).all() == []


def test_opening_the_correction_by_its_address_writes_nothing(citizen: Citizen) -> None:
    tracking(citizen, ADossier()).get("/tra-cuu/sua")
    assert citizen.path == "/tra-cuu/ho-so"
    assert db.session.scalars(select(Draft)).all() == []


def test_a_correction_with_a_fault_is_not_sent(citizen: Citizen) -> None:
    dossier = ADossier()
    correcting(citizen, dossier).get("/tra-cuu/sua/child?sua=1")
    citizen.post("/tra-cuu/sua/child?sua=1", **{**citizen.answers("child"), "child_name": ""})
    citizen.get("/tra-cuu/sua").post("/tra-cuu/sua")
    assert citizen.path == "/tra-cuu/sua"
    assert 'href="/tra-cuu/sua/child?sua=1#child_name"' in citizen.text
    assert dossier.answers_rev == 1


def test_corrections_can_be_given_up(citizen: Citizen) -> None:
    dossier = ADossier()
    correcting(citizen, dossier).post("/tra-cuu/sua/bo")
    assert citizen.path == "/tra-cuu/ho-so"
    assert db.session.scalars(select(Draft)).all() == []


@pytest.mark.parametrize("state", [State.ACCEPTED, State.REGISTERED, State.RETURNED])
def test_after_acceptance_the_citizen_changes_nothing_any_more(
    citizen: Citizen, state: State
) -> None:
    dossier = ADossier(state)
    tracking(citizen, dossier)
    assert "/tra-cuu/sua" not in citizen.text
    assert "/tra-cuu/rut" not in citizen.text
    for address in ("/tra-cuu/sua/bat-dau", "/tra-cuu/rut", "/tra-cuu/sua", "/tra-cuu/bo-sung"):
        citizen.get("/tra-cuu/ho-so").post(address, reason="x")
        assert citizen.path == "/tra-cuu/ho-so"
    db.session.expire_all()
    assert dossier.state is state


# ---- withdrawing and completing -----------------------------------------------------------------


def test_a_dossier_is_withdrawn_with_a_reason(citizen: Citizen) -> None:
    dossier = ADossier()
    tracking(citizen, dossier).get("/tra-cuu/rut").post("/tra-cuu/rut", reason="  ")
    assert citizen.answer is not None
    assert citizen.answer.status_code == 422
    citizen.post("/tra-cuu/rut", reason="Gửi nhầm xã")
    assert citizen.path == "/tra-cuu/ho-so"
    assert "Gửi nhầm xã" in citizen.text
    db.session.expire_all()
    assert dossier.state is State.WITHDRAWN


@pytest.mark.parametrize(("late", "state"), [(False, State.SUBMITTED), (True, State.ACCEPTED)])
def test_what_is_missing_is_sent_and_the_commune_goes_on(
    citizen: Citizen, late: bool, state: State
) -> None:
    dossier = ADossier(State.SUPPLEMENTING, late_supplement=late)
    before = len(dossier.papers)
    tracking(citizen, dossier).get("/tra-cuu/bo-sung")
    citizen.post("/tra-cuu/bo-sung", birth_notification=(BytesIO(a_photo(90)), "mới.jpg"))
    assert "mới.jpg" in citizen.text
    citizen.post("/tra-cuu/bo-sung", xong="1")
    assert citizen.path == "/tra-cuu/ho-so"
    db.session.expire_all()
    assert dossier.state is state
    assert len(dossier.papers) == before + 1
    assert dossier.supplements[-1].answered_at is not None


def test_each_item_is_answered_before_the_list_is_sent(citizen: Citizen) -> None:
    dossier = ADossier()
    by = somebody(Role.COMMUNE_RECEPTION, dossier.commune).at(dossier)
    number = Asking(
        about=SupplementSubject.FIELD, key="child_name", wrong="Sai tên đệm", todo="Ghi lại"
    )
    letter = Asking(about=SupplementSubject.OTHER, wrong="Chưa rõ nơi ở", todo="Nói rõ thôn, xóm")
    supplements.ask_supplement(dossier, [number, letter], by=by)
    tracking(citizen, dossier).get("/tra-cuu/bo-sung")
    citizen.post("/tra-cuu/bo-sung", xong="1", loi_2="Gia đình ở xóm 3")
    assert citizen.answer is not None
    assert citizen.answer.status_code == 422
    assert "Còn chưa trả lời mục 1" in citizen.text
    assert "Gia đình ở xóm 3" in citizen.text
    citizen.post("/tra-cuu/bo-sung", sua="child_name", loi_2="Gia đình ở xóm 3")
    assert citizen.path.startswith("/tra-cuu/sua/")
    section = citizen.path.rsplit("/", 1)[1]
    said = citizen.answers(section) | {"child_name": "Nguyễn Hai Mẫu"}
    citizen.post(f"/tra-cuu/sua/{section}?sua=1", **said).post("/tra-cuu/sua")
    assert citizen.path == "/tra-cuu/bo-sung"
    assert "Đã sửa tờ khai" in citizen.text
    citizen.post("/tra-cuu/bo-sung", xong="1", loi_2="Gia đình ở xóm 3")
    assert citizen.path == "/tra-cuu/ho-so"
    db.session.expire_all()
    assert dossier.state is State.SUBMITTED
    ways = [item.how for item in items(dossier, dossier.supplements[0])]
    assert ways == [How.CORRECTED, How.SAID]


def test_only_what_was_sent_now_may_be_taken_off(citizen: Citizen) -> None:
    dossier = ADossier(State.SUPPLEMENTING)
    first = dossier.papers[0]
    tracking(citizen, dossier).get("/tra-cuu/bo-sung").post("/tra-cuu/bo-sung", bo=str(first.id))
    db.session.expire_all()
    assert first in dossier.papers
    with citizen.client.get(f"/tra-cuu/giay-to/{first.id}") as seen:
        assert seen.status_code == 200


def test_who_was_not_reached_is_told_to_check_the_number_which_is_not_shown(
    citizen: Citizen,
) -> None:
    dossier = ADossier(State.SUBMITTED)
    tracking(citizen, dossier)
    assert "chưa đến được máy" not in citizen.text
    message = db.session.scalars(select(Message).filter_by(subject_id=dossier.id)).one()
    message.state = MessageState.TEMPORARY_FAILURE
    db.session.flush()
    citizen.get("/tra-cuu/ho-so")
    assert "chưa đến được máy" in citizen.text
    assert dossier.applicant_phone is not None
    assert dossier.applicant_phone[-4:] not in citizen.text
