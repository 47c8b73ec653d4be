"""Submission exactly once, within limits, and the receipt."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from itertools import count
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from app.dossiers.models.dossier import Dossier, Draft, Paper
from app.dossiers.queries import citizen_access
from app.dossiers.views.citizen import draft, uploads
from app.kernel import clock
from app.kernel.db import db
from app.kernel.files import storage
from app.kernel.security import proof_of_work
from app.kernel.security.proof_of_work import Puzzle
from app.kernel.security.rate_limits import KeyKind, RateLimit
from app.notifications.operations import rendering
from app.notifications.queries import about
from app.notifications.rules import gsm_alphabet
from app.organisation.models import Unit
from harness.stage.citizen import Citizen
from harness.stage.databases import Database
from harness.stage.factories import a_commune, a_photo
from harness.stage.factories import dossiers as walk
from tests.kernel.test_proof_of_work import solve


def ready(citizen: Citizen) -> Citizen:
    return citizen.begin().declare().upload_all()


def count_of_dossiers() -> int:
    return db.session.scalar(select(func.count()).select_from(Dossier)) or 0


def test_the_declaration_must_be_ticked(citizen: Citizen) -> None:
    ready(citizen).get("/nop-ho-so/kiem-tra")
    citizen.post("/nop-ho-so/kiem-tra")
    assert citizen.answer is not None
    assert citizen.answer.status_code == 422
    assert 'href="#declared"' in citizen.text
    assert count_of_dossiers() == 0


def test_nothing_incomplete_is_sent(citizen: Citizen) -> None:
    citizen.begin().fill("applicant").get("/nop-ho-so/kiem-tra")
    citizen.post("/nop-ho-so/kiem-tra", declared="1")
    assert citizen.answer is not None
    assert citizen.answer.status_code == 422
    assert 'href="/nop-ho-so/khai/child?sua=1#child_name"' in citizen.text
    assert 'href="/nop-ho-so/giay-to#giay-to-household_book"' in citizen.text
    assert count_of_dossiers() == 0


def test_what_looks_odd_is_told_with_its_person_and_a_link_to_the_place(citizen: Citizen) -> None:
    ready(citizen).fill("parents", **{"father_born-y": str(clock.today().year - 9)})
    citizen.get("/nop-ho-so/kiem-tra")
    told = citizen.text.split("mc-note--warn")[1].split("</p>")[0]
    assert 'href="/nop-ho-so/khai/parents?sua=1#muc-father">Cha của trẻ</a>:' in told


def test_what_was_copied_is_read_once_before_sending(citizen: Citizen) -> None:
    ready(citizen).get("/nop-ho-so/kiem-tra")
    assert citizen.text.count("Nguyễn Thị Mẫu<") == 1
    assert "Mẹ của trẻ" in citizen.text


def test_sending_again_shows_the_same_receipt(citizen: Citizen) -> None:
    ready(citizen).get("/nop-ho-so/kiem-tra")
    hidden = citizen.hidden()
    citizen.post("/nop-ho-so/kiem-tra", declared="1")
    codes = citizen.codes()
    citizen.answer = citizen.client.post(
        "/nop-ho-so/kiem-tra", data={**hidden, "declared": "1"}, follow_redirects=True
    )
    assert citizen.path == "/nop-ho-so/bien-nhan"
    assert citizen.codes() == codes
    assert citizen.get("/nop-ho-so/khai/child").path == "/nop-ho-so/bien-nhan"
    assert count_of_dossiers() == 1


def test_the_codes_of_the_receipt_open_the_dossier(citizen: Citizen) -> None:
    ready(citizen).send()
    code, secret = citizen.codes()
    dossier = db.session.scalars(select(Dossier)).one()
    assert dossier.code == code
    opened = citizen_access.open_dossier(code, secret)
    assert opened is not None
    assert opened.id == dossier.id
    assert 'style="' not in citizen.text


def test_the_receipt_says_how_its_days_are_reckoned(citizen: Citizen) -> None:
    ready(citizen).send()
    answer, limit = "Cách tính thời gian xã trả lời", "Cách tính thời hạn"
    assert answer in citizen.text
    assert "Thời hạn: 8 giờ làm việc." in citizen.text
    walk.accepted(db.session.scalars(select(Dossier)).one())
    citizen.get("/nop-ho-so/bien-nhan")
    assert answer not in citizen.text
    assert limit in citizen.text
    assert "Thời hạn: 20 ngày làm việc." in citizen.text


def test_another_browser_sees_no_receipt(citizen: Citizen, another: Callable[[], Citizen]) -> None:
    ready(citizen).send()
    assert another().get("/nop-ho-so/bien-nhan").path == "/tra-cuu"


def a_fourth(another: Callable[[], Citizen]) -> Citizen:
    """A citizen whose phone number has sent three dossiers within the hour, and who sends again."""
    for _n in range(3):
        assert ready(another()).send().path == "/nop-ho-so/bien-nhan"
    return ready(another()).send()


def solution(citizen: Citizen) -> dict[str, Any]:
    """What the script of the page finds."""
    puzzle = Puzzle(citizen.hidden()["cau_do"], proof_of_work.EASY)
    return {"cau_do": puzzle.text, "loi_giai": solve(puzzle)}


def wrong_answer(text: str) -> str:
    """Of 256 numbers one is right by chance."""
    seed = proof_of_work.seed_of(text)
    return next(
        str(n) for n in count() if not proof_of_work.is_right(seed, str(n), proof_of_work.EASY)
    )


def test_above_three_an_hour_the_page_says_why_until_when_and_what_else(
    another: Callable[[], Citizen],
) -> None:
    fourth = a_fourth(another)
    assert fourth.answer is not None
    assert fourth.answer.status_code == 429
    assert 3500 <= int(fourth.answer.headers["Retry-After"]) <= 3600
    assert "govuk-error-summary" in fourth.text
    assert re.search(r"nộp sau (\d\d/\d\d/\d{4} )?\d\d:\d\d", fourth.text)
    assert "bộ phận một cửa" in fourth.text
    assert "/js/puzzle." in fourth.text
    assert count_of_dossiers() == 3
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 1


@pytest.mark.usefixtures("_easy")
def test_whoever_reckons_may_send_and_no_solution_is_good_for_two(
    another: Callable[[], Citizen],
) -> None:
    fourth = a_fourth(another)
    found = solution(fourth)
    fourth.post("/nop-ho-so/kiem-tra", declared="1", loi_giai=wrong_answer(found["cau_do"]))
    assert fourth.answer is not None
    assert fourth.answer.status_code == 429
    assert fourth.post("/nop-ho-so/kiem-tra", declared="1", **found).path == "/nop-ho-so/bien-nhan"
    assert count_of_dossiers() == 4
    fifth = ready(another()).get("/nop-ho-so/kiem-tra")
    fifth.post("/nop-ho-so/kiem-tra", declared="1", **found)
    assert fifth.answer is not None
    assert fifth.answer.status_code == 429


@pytest.fixture
def _easy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_of_work, "EASY", 8)


def test_files_above_the_hour_are_refused_at_their_field(
    citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "UPLOAD", RateLimit("upload", 1, 3600, KeyKind.DRAFT))
    citizen.begin().declare().upload(birth_notification=(a_photo(), "một.jpg"))
    citizen.upload(household_book=(a_photo(), "hai.jpg"))
    assert citizen.answer is not None
    assert citizen.answer.status_code == 429
    assert int(citizen.answer.headers["Retry-After"]) > 3500
    assert 'id="household_book-error"' in citizen.text
    assert len(db.session.scalars(select(Paper)).all()) == 1


def test_drafts_above_the_hour_are_refused_with_the_time(
    citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft, "START_DRAFT", RateLimit("start_draft", 1, 3600, KeyKind.PLACE))
    citizen.begin()
    citizen.begin()
    assert citizen.answer is not None
    assert citizen.answer.status_code == 429
    assert re.search(r"sau (\d\d/\d\d/\d{4} )?\d\d:\d\d", citizen.text)


@pytest.mark.usefixtures("committed")
def test_twenty_posts_at_once_make_one_dossier(app: Flask, committed: Database) -> None:
    def commune() -> Unit:
        return a_commune()

    citizen = Citizen(app.test_client(), commune())
    ready(citizen).get("/nop-ho-so/kiem-tra")
    form = {**citizen.hidden(), "declared": "1"}
    cookie = citizen.client.get_cookie("mot_cua")
    assert cookie is not None

    def send(_n: int) -> tuple[int, str]:
        browser = app.test_client()
        browser.set_cookie("mot_cua", cookie.value)
        answer = browser.post("/nop-ho-so/kiem-tra", data=form)
        return answer.status_code, answer.headers.get("Location", "")

    with ThreadPoolExecutor(20) as pool:
        answers = [
            each.result() for each in [pool.submit(copy_context().run, send, n) for n in range(20)]
        ]
    assert set(answers) == {(302, "/nop-ho-so/bien-nhan")}
    db.session.rollback()
    assert count_of_dossiers() == 1
    papers = db.session.scalars(select(Paper)).all()
    assert {paper.key for paper in papers} == {"birth_notification", "household_book"}
    assert all(storage.read_whole(str(paper.storage_key), str(paper.sha256)) for paper in papers)


def test_a_family_with_twins_declares_once(
    citizen: Citizen, another: Callable[[], Citizen]
) -> None:
    citizen.begin().declare().upload_all().send()
    assert "/nop-ho-so/sinh-cung" not in citizen.text, "it said that one child was born"
    citizen.begin().declare().upload_all().fill("child", births_together="2").send()
    first = db.session.scalars(select(Dossier).order_by(Dossier.submitted_at.desc())).first()
    assert first is not None
    another().get("/tra-cuu").post("/nop-ho-so/sinh-cung")
    assert db.session.scalars(select(Draft)).all() == [], "only who holds the receipt may ask"
    citizen.post("/nop-ho-so/sinh-cung", **citizen.hidden("/nop-ho-so/sinh-cung"))
    assert citizen.path == "/nop-ho-so/khai/child"
    draft = db.session.scalars(select(Draft)).one()
    assert draft.answers["father_name"] == first.answers["father_name"]
    assert not draft.answers.keys() & {"child_name", "child_sex", "birth_proof_number"}
    assert draft.papers == []
    citizen.fill("child", child_name="Trần Nguyễn Mẫu Em", births_together="2").fill("birth")
    citizen.get("/nop-ho-so/khai")
    assert citizen.path == "/nop-ho-so/giay-to"


def test_messages_are_vietnamese_as_are_the_pages(citizen: Citizen) -> None:
    """Whatever language somebody chose on the officers' pages of the same browser."""
    ready(citizen).get("/lang/en").get("/nop-ho-so/kiem-tra")
    citizen.post("/nop-ho-so/kiem-tra", declared="1")

    dossier = db.session.scalars(select(Dossier)).one()
    (message,) = about(dossier.id)
    assert dossier.language == "vi"
    assert gsm_alphabet.gsm("đã nhận hồ sơ") in rendering.render(message).body


@pytest.fixture
def clock_set(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """The clock of the machine a day ahead; the monotonic one goes on as it did."""
    real = time.time
    return lambda *_args: monkeypatch.setattr(time, "time", lambda: real() + 86_400)


def test_a_clock_set_while_it_is_sent_gives_it_no_wrong_day(
    citizen: Citizen, clock_set: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(citizen).get("/nop-ho-so/kiem-tra")
    event.listen(Dossier, "before_insert", clock_set, once=True)
    citizen.post("/nop-ho-so/kiem-tra", declared="1")
    assert citizen.answer is not None
    assert citizen.answer.status_code == 503
    assert count_of_dossiers() == 0
    monkeypatch.undo()
    citizen.get("/nop-ho-so/kiem-tra")
    citizen.post("/nop-ho-so/kiem-tra", declared="1")
    assert count_of_dossiers() == 1


def test_a_clock_set_when_it_was_sent_leaves_the_receipt(
    citizen: Citizen, clock_set: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(citizen).get("/nop-ho-so/kiem-tra")
    event.listen(db.session, "after_commit", clock_set, once=True)
    citizen.post("/nop-ho-so/kiem-tra", follow=False, declared="1")
    monkeypatch.undo()
    assert citizen.codes()
