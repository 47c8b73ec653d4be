"""Filling in: no input is lost, going back and forth is safe, drafts do not mix."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256

import pytest
from sqlalchemy import select

from app.dossiers.models.dossier import Draft
from app.kernel import clock
from app.kernel.db import db
from harness.stage.citizen import Citizen
from harness.stage.factories import a_pdf, a_photo

RESUME = "/nop-ho-so/lam-tiep"


def the_draft() -> Draft:
    return db.session.scalars(select(Draft)).one()


def test_a_doubt_is_told_before_the_next_page_opens_and_stops_nobody(citizen: Citizen) -> None:
    parents = "/nop-ho-so/khai/parents"
    citizen.begin().fill("applicant").fill("child")
    old = {"father_born-d": "", "father_born-m": "", "father_born-y": "1925"}
    citizen.fill("parents", **old)
    assert (citizen.status, citizen.path) == (200, parents)
    assert 'href="#father_born-d"' in citizen.text
    assert "Tuổi của cha, mẹ" in citizen.text
    seen = re.findall(r'name="da_xem" value="(\w+)"', citizen.text)
    citizen.post(parents, **{**citizen.answers("parents"), **old, "da_xem": seen})
    assert citizen.path != parents


def test_a_wrong_answer_comes_back_as_it_was_typed_and_the_right_ones_are_kept(
    citizen: Citizen,
) -> None:
    citizen.begin().fill("applicant", applicant_phone="123", applicant_name="Lê Thị Thử")
    assert citizen.answer is not None
    assert citizen.answer.status_code == 422
    assert "govuk-error-summary" in citizen.text
    assert 'href="#applicant_phone"' in citizen.text
    assert 'value="123"' in citizen.text
    assert the_draft().answers["applicant_name"] == "Lê Thị Thử"
    assert the_draft().completed_sections == []


def test_a_page_may_be_left_half_filled_and_come_back_to(citizen: Citizen) -> None:
    citizen.begin().get("/nop-ho-so/khai/applicant")
    citizen.post("/nop-ho-so/khai/applicant", applicant_name="Lê Thị Thử", de_sau="1")
    assert citizen.path == "/nop-ho-so/de-sau"
    assert 'value="Lê Thị Thử"' in citizen.get("/nop-ho-so/khai/applicant").text


def test_every_good_post_is_answered_by_a_redirect(citizen: Citizen) -> None:
    citizen.begin().get("/nop-ho-so/khai/applicant")
    answers = citizen.answers("applicant")
    citizen.post("/nop-ho-so/khai/applicant", follow=False, **answers)
    assert citizen.answer is not None
    assert citizen.answer.status_code == 302
    assert citizen.answer.headers["Location"] == "/nop-ho-so/khai/child"


def test_back_and_forward_show_what_is_kept_and_no_cache_keeps_it(citizen: Citizen) -> None:
    citizen.begin().fill("applicant").fill("child")
    citizen.get("/nop-ho-so/khai/applicant")
    assert 'value="Nguyễn Thị Mẫu"' in citizen.text
    assert citizen.answer is not None
    assert citizen.answer.headers["Cache-Control"] == "no-store"
    citizen.fill("applicant", applicant_name="Nguyễn Thị Khác")
    assert the_draft().answers["applicant_name"] == "Nguyễn Thị Khác"
    assert the_draft().answers["applicant_id"] == "012345678"


def test_an_answer_that_is_emptied_is_gone(citizen: Citizen) -> None:
    citizen.begin().fill("applicant", applicant_email="mau@example.com")
    assert the_draft().answers["applicant_email"] == "mau@example.com"
    citizen.fill("applicant", applicant_email="")
    assert "applicant_email" not in the_draft().answers


def test_the_form_of_linked_a_is_short(citizen: Citizen) -> None:
    citizen.begin().declare()
    citizen.get("/nop-ho-so/giay-to")
    steps = citizen.text.split("mc-steps__list")[1].split("</ol>")[0].count("<li")
    assert steps <= 12


def test_from_the_summary_one_change_leads_back_to_it(citizen: Citizen) -> None:
    citizen.begin().declare().upload_all().get("/nop-ho-so/khai/child?sua=1")
    answers = {**citizen.answers("child"), "child_name": "Trần Nguyễn Đổi"}
    citizen.post("/nop-ho-so/khai/child?sua=1", **answers)
    assert citizen.path == "/nop-ho-so/kiem-tra"
    assert "Trần Nguyễn Đổi" in citizen.text


def test_a_form_with_an_old_token_comes_back_filled_and_writes_nothing(citizen: Citizen) -> None:
    citizen.begin().get("/nop-ho-so/khai/applicant")
    answers = {**citizen.answers("applicant"), "csrf_token": "old"}
    citizen.post("/nop-ho-so/khai/applicant", **answers)
    assert citizen.answer is not None
    assert citizen.answer.status_code == 400
    assert 'value="Nguyễn Thị Mẫu"' in citizen.text
    assert "applicant_name" not in the_draft().answers
    citizen.post("/nop-ho-so/khai/applicant", **citizen.answers("applicant"))
    assert citizen.path == "/nop-ho-so/khai/child"


def test_two_windows_write_each_into_their_own_draft(citizen: Citizen) -> None:
    citizen.begin().get("/nop-ho-so/khai/applicant")
    first = citizen.hidden()
    citizen.begin().get("/nop-ho-so/khai/applicant")
    citizen.post("/nop-ho-so/khai/applicant", **{**citizen.answers("applicant"), **first})
    written = {str(d.id): "applicant_name" in d.answers for d in db.session.scalars(select(Draft))}
    assert written.pop(first["ban_nhap"]) is True
    assert list(written.values()) == [False]


def test_nobody_opens_the_draft_of_somebody_else(
    citizen: Citizen, another: Callable[[], Citizen]
) -> None:
    citizen.begin().fill("applicant")
    mine, stranger = str(the_draft().id), another()
    stranger.get("/nop-ho-so/khai/applicant")
    assert stranger.answer is not None
    assert stranger.answer.status_code == 404
    stranger.get("/tra-cuu")
    stranger.post("/nop-ho-so/khai/applicant", ban_nhap=mine, applicant_name="Kẻ Lạ")
    assert stranger.answer.status_code == 404
    assert the_draft().answers["applicant_name"] == "Nguyễn Thị Mẫu"


def test_a_kept_link_opens_the_draft_in_another_browser(
    citizen: Citizen, another: Callable[[], Citizen]
) -> None:
    citizen.begin().fill("applicant").get("/nop-ho-so/de-sau")
    link = citizen.text.split('data-copy="http://localhost')[1].split('"')[0]
    phone = another().get(link)
    assert "Nguyễn Thị Mẫu" not in phone.text
    phone.post(link)
    assert phone.path == "/nop-ho-so/khai/child"
    broken = another().get(link[:-4] + "0000")
    assert broken.answer is not None
    assert broken.answer.status_code == 404


def codes_of(citizen: Citizen) -> tuple[str, str]:
    code, secret = re.findall(r'mc-secret">([^<]+)<', citizen.get("/nop-ho-so/de-sau").text)
    return code, secret


def test_a_draft_is_opened_elsewhere_by_code_and_secret(
    citizen: Citizen, another: Callable[[], Citizen]
) -> None:
    code, secret = codes_of(citizen.begin().fill("applicant"))
    elsewhere = another().get(RESUME)
    elsewhere.post(RESUME, ma=code.replace("-", " ").lower(), bi_mat=secret.lower())
    assert elsewhere.path == "/nop-ho-so/khai/child"
    assert 'value="Nguyễn Thị Mẫu"' in elsewhere.get("/nop-ho-so/khai/applicant").text


def test_a_wrong_secret_an_unknown_code_and_an_old_draft_sound_the_same(
    citizen: Citizen, another: Callable[[], Citizen]
) -> None:
    code, secret = codes_of(citizen.begin().fill("applicant"))
    stranger, heard = another().get(RESUME), set()
    for typed in ((code, "AAAABBBB"), ("22222-22222", secret), ("giấy", "x"), (code, secret)):
        if typed == (code, secret):
            the_draft().expires_at = clock.real_now()
        stranger.post(RESUME, ma=typed[0], bi_mat=typed[1])
        assert stranger.path == RESUME
        heard.add(stranger.text.split("govuk-error-summary__list")[1].split("</ul>")[0])
    assert len(heard) == 1


def test_an_open_page_is_kept_and_told_so(citizen: Citizen, another: Callable[[], Citizen]) -> None:
    citizen.begin().get("/nop-ho-so/khai/applicant")
    page = citizen.hidden()
    save = "/nop-ho-so/khai/applicant/luu"
    answer = citizen.client.post(save, data={**page, "applicant_name": "Lê Thị Thử"})
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert answer.text.startswith("Đã lưu")
    assert the_draft().answers["applicant_name"] == "Lê Thị Thử"
    assert the_draft().completed_sections == []
    assert f'data-save="{save}"' in citizen.text
    assert citizen.client.post(save, data={**page, "csrf_token": "old"}).status_code == 400
    stranger = another().get("/tra-cuu")
    assert stranger.client.post(save, data={**stranger.hidden(), **page}).status_code in {400, 404}


def test_a_draft_can_be_thrown_away(citizen: Citizen) -> None:
    citizen.begin().declare().upload_all().get("/nop-ho-so/de-sau")
    citizen.get("/nop-ho-so/xoa").post("/nop-ho-so/xoa")
    assert db.session.scalars(select(Draft)).all() == []


@pytest.mark.parametrize(
    ("content", "name"), [(b"MZ rubbish", "giay.jpg"), (b"", "giay.jpg"), (b"x" * 64, "a.heic")]
)
def test_a_file_that_cannot_be_taken_is_refused_at_its_field(
    citizen: Citizen, content: bytes, name: str
) -> None:
    citizen.begin().declare().upload(birth_notification=(content, name))
    assert citizen.answer is not None
    assert citizen.answer.status_code == 422
    assert 'id="birth_notification-error"' in citizen.text
    assert name in citizen.text


def test_files_are_shown_opened_and_taken_off_again(citizen: Citizen) -> None:
    citizen.begin().declare()
    citizen.upload(
        birth_notification=(a_photo(), "mặt trước.jpg"), household_book=(a_pdf(), "thư mục/sổ.pdf")
    )
    assert "mặt trước.jpg" in citizen.text
    assert ">sổ.pdf<" in citizen.text
    papers = {paper.key: paper for paper in the_draft().papers}
    photo = papers["birth_notification"]
    seen = citizen.client.get(f"/nop-ho-so/giay-to/{photo.id}")
    assert sha256(seen.data).hexdigest() == photo.sha256
    assert sha256(a_photo()).hexdigest() == photo.received_sha256
    seen.close()
    assert seen.headers["Content-Disposition"].startswith("inline")
    assert "sandbox" in seen.headers["Content-Security-Policy"]
    citizen.post("/nop-ho-so/giay-to", bo=str(papers["household_book"].id))
    assert {paper.key for paper in the_draft().papers} == {"birth_notification"}


def test_nobody_opens_a_file_of_somebody_else(
    citizen: Citizen, another: Callable[[], Citizen]
) -> None:
    citizen.begin().declare().upload_all()
    paper = the_draft().papers[0]
    stranger = another().begin()
    assert stranger.client.get(f"/nop-ho-so/giay-to/{paper.id}").status_code == 404


def test_a_file_for_a_paper_that_is_not_asked_for_is_left_out(citizen: Citizen) -> None:
    citizen.begin().declare().upload(hk02=(a_photo(), "a.jpg"), whatever=(a_photo(), "b.jpg"))
    assert the_draft().papers == []


def test_required_papers_are_asked_for_before_going_on(citizen: Citizen) -> None:
    citizen.begin().declare().get("/nop-ho-so/giay-to")
    citizen.post("/nop-ho-so/giay-to", tiep="1")
    assert citizen.answer is not None
    assert citizen.answer.status_code == 422
    assert 'href="#birth_notification"' in citizen.text
    citizen.upload_all().post("/nop-ho-so/giay-to", tiep="1")
    assert citizen.path == "/nop-ho-so/kiem-tra"
