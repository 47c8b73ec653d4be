"""Drafts that outlive a closed browser, a lost code and a second window."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from app.dossiers.models.dossier import Channel, Draft
from app.dossiers.operations import draft_messages
from app.dossiers.rules import draft_codes
from app.kernel.db import db, transaction
from app.kernel.security.rate_limits import DRAFT_SMS
from app.notifications.models.outbox import Message
from app.notifications.vocabulary import MessageKind
from harness.stage.citizen import Citizen
from harness.stage.factories.dossiers import ADraft
from tests.dossiers.citizen.test_draft import the_draft
from tests.dossiers.citizen.test_one_time_codes import PAGE, asks, same_for_all

FIRST, SECOND = "/nop-ho-so/khai/applicant", "/nop-ho-so/khai/child"
BY_PHONE, CHOOSE = "/nop-ho-so/quen-ma", "/nop-ho-so/chon-ban-nhap"
PHONE = "0912345678"


def close_browser(citizen: Citizen) -> Citizen:
    """Only cookies with an end of their own outlive it."""
    kept = citizen.client.get_cookie("mot_cua_drafts")
    citizen.client.delete_cookie("mot_cua")
    assert kept is None or kept.max_age
    return citizen


def test_a_device_keeps_the_draft_only_if_the_person_said_so(citizen: Citizen) -> None:
    citizen.begin().get(FIRST)
    assert re.search(r'name="giu_tren_may"[^>]*value="1"[^>]*>', citizen.text)
    assert not re.search(r'name="giu_tren_may"[^>]*checked', citizen.text)
    citizen.fill("applicant")
    assert citizen.client.get_cookie("mot_cua_drafts") is None
    assert close_browser(citizen).get(SECOND).status == 404
    assert "Làm tiếp" in citizen.text.split("govuk-button-group")[1].split("</a>")[0]


def test_a_kept_draft_is_open_after_the_browser_was_closed(citizen: Citizen) -> None:
    citizen.begin().fill("applicant", giu_tren_may="1")
    close_browser(citizen).get("/")
    assert "Trình duyệt này" in citizen.text or "nop-ho-so/khai" in citizen.text
    assert citizen.get("/nop-ho-so/khai").path == SECOND
    citizen.fill("child").get("/nop-ho-so/de-sau")
    assert re.search(r'name="giu_tren_may"[^>]*checked', citizen.text)
    citizen.post("/nop-ho-so/giu-tren-may")
    assert close_browser(citizen).get("/nop-ho-so/khai").status == 404


def test_a_page_saved_while_it_is_typed_is_kept_on_the_device_too(citizen: Citizen) -> None:
    citizen.begin().get(FIRST)
    typed = {**citizen.hidden(), "giu_tren_may": "1", "applicant_name": "Lê Thị Thử"}
    assert citizen.client.post(f"{FIRST}/luu", data=typed).status_code == 200
    assert 'value="Lê Thị Thử"' in close_browser(citizen).get(FIRST).text


def test_a_deleted_draft_leaves_the_device(citizen: Citizen) -> None:
    citizen.begin().fill("applicant", giu_tren_may="1").get("/nop-ho-so/xoa")
    assert "govuk-button--warning" in citizen.text
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 1
    citizen.post("/nop-ho-so/xoa")
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0
    assert citizen.client.get_cookie("mot_cua_drafts") is None


def test_the_code_stands_on_top_once_the_first_page_is_saved(citizen: Citizen) -> None:
    code_of = draft_codes.code_of
    citizen.begin().get(FIRST)
    assert code_of(the_draft().id) not in citizen.text
    assert code_of(the_draft().id) in citizen.fill("applicant").text
    assert code_of(the_draft().id) in citizen.get("/nop-ho-so/giay-to").text


# ---- by the telephone ----------------------------------------------------------------------------


def the_worker_tells() -> list[str]:
    """The codes of drafts that telephones have been sent."""
    for draft in db.session.scalars(select(Draft)).all():
        with transaction():
            draft_messages.send_draft_code(str(draft.id))
    told = select(Message).where(Message.template == MessageKind.DRAFT_KEPT)
    return [str(message.facts["draft"]) for message in db.session.scalars(told)]


def test_the_code_goes_to_the_telephone_once(citizen: Citizen) -> None:
    citizen.begin().fill("applicant", applicant_phone=PHONE)
    for _n in range(2):
        citizen.fill("applicant", applicant_phone=PHONE).fill("child")
        assert the_worker_tells() == [draft_codes.code_of(the_draft().id)]
    citizen.fill("applicant", applicant_phone="0987654321")
    assert len(the_worker_tells()) == 2


def test_a_telephone_is_told_of_three_drafts_a_day(citizen: Citizen) -> None:
    for _n in range(DRAFT_SMS.amount + 2):
        citizen.begin().fill("applicant", applicant_phone=PHONE)
    waiting = "select count(*) from procrastinate_jobs where task_name = 'dossiers.send_draft_code'"
    assert db.session.connection().exec_driver_sql(waiting).scalar() == DRAFT_SMS.amount


def found_by(citizen: Citizen, phone: str) -> str:
    digits = asks(citizen, phone, BY_PHONE)
    citizen.post(PAGE, ma=digits)
    return citizen.path


def test_a_draft_is_found_by_the_telephone_alone(
    citizen: Citizen, another: Callable[[], Citizen]
) -> None:
    citizen.begin().fill("applicant", applicant_phone="0912 345 678")
    elsewhere = another()
    assert found_by(elsewhere, "+84 912.345.678") == SECOND
    assert 'value="Nguyễn Thị Mẫu"' in elsewhere.get(FIRST).text


def test_of_several_drafts_with_a_telephone_one_is_chosen(
    citizen: Citizen, another: Callable[[], Citizen]
) -> None:
    citizen.begin().fill("applicant", applicant_phone=PHONE).fill("child")
    first, next_page = the_draft(), citizen.path
    another().begin().fill("applicant", applicant_phone=PHONE)
    another().begin().fill("applicant", applicant_phone="0987654321")
    elsewhere = another()
    assert found_by(elsewhere, PHONE) == CHOOSE
    offered = re.findall(r'name="ban_nhap"[^>]*value="([^"]*)"', elsewhere.text)
    assert len(offered) == 2
    assert offered[1] == str(first.id)
    assert "Lưu lúc" in elsewhere.text
    assert first.answers["child_name"] not in elsewhere.text
    elsewhere.post(CHOOSE, ban_nhap=str(first.id))
    assert elsewhere.path == next_page
    assert found_by(another(), draft_codes.code_of(first.id)) == next_page


def test_nobody_is_told_whether_a_telephone_has_a_draft(
    citizen: Citizen, another: Callable[[], Citizen]
) -> None:
    citizen.begin().fill("applicant", applicant_phone=PHONE)
    heard = []
    for phone in (PHONE, "0987654321"):
        person = another()
        asks(person, phone, BY_PHONE)
        pages = person.get(PAGE).text, person.post(PAGE, ma="1").text
        heard.append([same_for_all(page) for page in pages])
    assert heard[0] == heard[1]


def test_the_telephone_opens_neither_drafts_of_the_desk_nor_old_ones(citizen: Citizen) -> None:
    draft = ADraft(citizen.commune, channel=Channel.ASSISTED, photos=False)
    with transaction():
        draft_messages.note_phone(draft, place="1.2.3.4")
    assert draft.phone_hash is None


# ---- two windows ---------------------------------------------------------------------------------


def window(citizen: Citizen) -> dict[str, Any]:
    """A page opened in a window of its own: its fields as they are sent."""
    return {**citizen.get(FIRST).hidden(), **citizen.answers("applicant")}


def test_the_older_window_is_told_what_the_other_changed_and_keeps_what_was_typed(
    citizen: Citizen,
) -> None:
    citizen.begin().fill("applicant")
    older, newer = window(citizen), window(citizen)
    citizen.post(FIRST, **{**newer, "applicant_phone": "0987654321"})
    citizen.post(FIRST, **{**older, "applicant_name": "Lê Thị Thử"})
    assert citizen.status == 409
    told = citizen.text.split("govuk-error-summary", 1)[1].split("<form", 1)[0]
    assert "0987" in told.replace(" ", "")
    assert "Nguyễn Thị Mẫu" in told
    assert 'value="Lê Thị Thử"' in citizen.text
    assert the_draft().answers["applicant_phone"] == "0987654321"
    citizen.post(FIRST, **{**older, **citizen.hidden(), "applicant_name": "Lê Thị Thử"})
    assert citizen.status == 200
    assert the_draft().answers["applicant_name"] == "Lê Thị Thử"


def test_an_older_window_that_saves_while_typing_is_stopped(citizen: Citizen) -> None:
    citizen.begin().fill("applicant")
    older, newer = window(citizen), window(citizen)
    citizen.post(FIRST, **{**newer, "applicant_phone": "0987654321"})
    answer = citizen.client.post(f"{FIRST}/luu", data=older)
    assert (answer.status_code, answer.mimetype) == (409, "text/plain")
    assert the_draft().answers["applicant_phone"] == "0987654321"


def test_a_window_never_stands_in_its_own_way(citizen: Citizen) -> None:
    citizen.begin()
    page = window(citizen)
    for name in ("Lê Thị Một", "Lê Thị Hai"):
        answer = citizen.client.post(f"{FIRST}/luu", data={**page, "applicant_name": name})
        assert answer.status_code == 200
    citizen.post(FIRST, **{**page, "applicant_name": "Lê Thị Ba"})
    assert citizen.path == SECOND


def test_windows_on_different_pages_do_not_disturb_each_other(citizen: Citizen) -> None:
    citizen.begin().fill("applicant")
    first = window(citizen)
    citizen.fill("child")
    citizen.post(FIRST, **{**first, "applicant_name": "Lê Thị Thử"})
    assert citizen.status == 200
    assert the_draft().answers["applicant_name"] == "Lê Thị Thử"


def test_nothing_is_sent_that_the_page_does_not_show(citizen: Citizen) -> None:
    citizen.begin().declare().upload_all().get("/nop-ho-so/kiem-tra")
    older = citizen.hidden()
    citizen.fill("applicant", applicant_name="Lê Thị Thử")
    citizen.post("/nop-ho-so/kiem-tra", **older, declared="1")
    assert citizen.status == 409
    assert "Lê Thị Thử" in citizen.text
    citizen.post("/nop-ho-so/kiem-tra", declared="1")
    assert citizen.path == "/nop-ho-so/bien-nhan"
