"""An officer fills in the same declaration for a citizen at the desk, on one page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.models.dossier import Channel, Dossier, Draft
from app.kernel.db import db
from app.organisation.models import Unit
from app.procedures import queries as procedures
from app.procedures.rules.procedure_finder import BIRTH, LINKED_A
from harness.stage.citizen import ON_BIRTH, Citizen
from harness.stage.factories import AnOfficer, a_commune, a_photo, answers_for
from harness.stage.factories.people import browser_of
from tests.dossiers.citizen.test_malformed_posts import ODD

DOOR = "/can-bo/mot-cua/nhap/"
PAGE = f"{DOOR}khai/"
SEEN = "birth_notification"
SAID = ("Nguyễn Thị Mẫu", "Trần Nguyễn Mẫu", "Trần Văn Mẫu", "0912345678", "012345678",
        "thôn Hậu Dưỡng", "Bệnh viện mẫu", "120034567", "tự đến hôm nay")  # fmt: skip
"""Data of the citizen before, spoken or written."""


@pytest.fixture
def desk(app: Flask, commune: Unit) -> Citizen:
    """Reception of the commune, signed in."""
    return Citizen(browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, commune)), commune)


def begin(desk: Citizen, **changes: str) -> Citizen:
    given: dict[str, Any] = {
        "procedure": LINKED_A,
        "channel": "assisted",
        "evidence": "tự đến hôm nay",
    }
    return desk.get(DOOR).post(DOOR, **{**given, **changes})


def typed(desk: Citizen, code: str = LINKED_A, **changes: str) -> dict[str, Any]:
    """The whole declaration as its one page takes it."""
    form = procedures.form(procedures.published(code))
    found: dict[str, str] = {}
    for key, value in answers_for(form, desk.commune).items():
        if isinstance(value, dict):
            found[f"{key}-place"] = desk.commune.name
            found[f"{key}-detail"] = value["detail"]
        elif re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
            found[key] = "/".join(reversed(value.split("-")))
        else:
            found[key] = str(value)
    return {**found, **changes}


def send(desk: Citizen, code: str = LINKED_A, **changes: str) -> Citizen:
    return desk.post(PAGE, **{**typed(desk, code), **changes}, declared="1", nop="1")


def the_dossier() -> Dossier:
    return db.session.scalars(select(Dossier).order_by(Dossier.submitted_at.desc()).limit(1)).one()


def the_draft() -> Draft:
    return db.session.scalars(select(Draft)).one()


def test_an_officer_enters_a_dossier_on_one_page(desk: Citizen) -> None:
    begin(desk, channel="from_paper", evidence="Tờ khai đã ký ngày 21/11/2016")
    assert desk.path == PAGE
    wrong = {**typed(desk), "applicant_phone": "123", "father_residence-place": "xứ lạ"}
    desk.post(PAGE, **wrong, da_xem=SEEN, declared="1", nop="1")
    assert desk.answer is not None
    assert desk.answer.status_code == 422
    for field, words in (("applicant_phone", "123"), ("father_residence-place", "xứ lạ")):
        assert f'href="#{field}"' in desk.text
        assert f'value="{words}"' in desk.text
    assert the_draft().answers["applicant_name"] == "Nguyễn Thị Mẫu"
    send(desk, da_xem=SEEN)
    assert desk.path == "/nop-ho-so/bien-nhan", desk.text
    dossier = the_dossier()
    assert dossier.channel is Channel.FROM_PAPER
    assert dossier.channel_evidence == "Tờ khai đã ký ngày 21/11/2016"
    assert f"/can-bo/mot-cua/ho-so/{dossier.id}" in desk.text
    assert dossier.journal[0].staff_id is not None
    assert dossier.journal[0].facts["originals"] == [SEEN]
    assert [paper.key for paper in dossier.papers if paper.original_seen_at] == [SEEN]
    assert dossier.answers["father_residence"]["place"] == desk.commune.code
    assert "mother_name" in dossier.answers, "the applicant is the mother"


def test_photographs_lead_back_to_the_one_page(desk: Citizen) -> None:
    begin(desk).post(PAGE, **typed(desk), da_xem=SEEN, anh="1")
    assert desk.path == "/nop-ho-so/giay-to"
    desk.upload(**{SEEN: (a_photo(), "giấy chứng sinh.jpg")})
    desk.post("/nop-ho-so/giay-to", tiep="1")
    assert desk.path == PAGE
    send(desk, da_xem=SEEN)
    (paper,) = the_dossier().papers
    assert paper.storage_key
    assert paper.original_seen_at


def test_odd_answers_come_back_and_the_page_still_opens(desk: Citizen) -> None:
    begin(desk)
    for kind, odd in ODD.items():
        given = dict.fromkeys({*typed(desk), "da_xem", "birth_facility"}, odd)
        desk.post(PAGE, **given, declared="1", nop="1")
        assert desk.answer is not None
        assert desk.answer.status_code == 422, kind
        desk.get(PAGE)
        assert desk.answer.status_code == 200
        assert "<script>alert" not in desk.answer.get_data(as_text=True)


def test_without_a_script_a_round_trip_shows_what_an_answer_asks_for(desk: Citizen) -> None:
    begin(desk, procedure=BIRTH)
    desk.post(PAGE, applicant_relation="grandparent", parents="mother_only", luu="1")
    assert desk.path == PAGE
    hidden = set(re.findall(r'data-if="parents" data-in="([^"]+)" hidden', desk.text))
    assert "father_only married unmarried" in hidden
    assert "married mother_only unmarried" not in hidden


def test_what_the_desk_types_is_kept_and_never_said_to_be_when_it_is_not(desk: Citizen) -> None:
    begin(desk).get(PAGE)
    page, save = desk.hidden(), f"{PAGE}luu"
    kept = desk.client.post(save, data={**page, "applicant_name": "Lê Thị Thử"})
    assert kept.text.startswith("Đã lưu")
    stale = desk.client.post(save, data={**page, "csrf_token": "old", "applicant_name": "Khác"})
    assert stale.status_code == 400
    assert "Đã lưu" not in stale.text
    assert the_draft().answers["applicant_name"] == "Lê Thị Thử"


@pytest.mark.parametrize(
    ("name", "place"), [("kim chung, hoai duc", "09853"), ("ha giang", "p02"), ("nt", "same")]
)
def test_a_place_is_found_by_its_name(desk: Citizen, name: str, place: str) -> None:
    begin(desk)
    written: dict[str, Any] = {"child_home_town-place": name}
    desk.post(PAGE, **written, luu="1")
    assert the_draft().answers["child_home_town"]["place"].startswith(place)


def test_a_name_of_several_places_asks_for_the_district(desk: Citizen) -> None:
    begin(desk).post(PAGE, **typed(desk), nop="1")
    desk.post(PAGE, **{**typed(desk), "birth_address-place": "Kim Chung"}, declared="1", nop="1")
    assert 'value="Kim Chung"' in desk.text
    assert "Kim Chung, huyện Hoài Đức" in desk.text.split('class="mc-fielderr"')[1]


def test_the_desk_is_not_counted(desk: Citizen) -> None:
    for _n in range(4):
        send(begin(desk))
        assert desk.path == "/nop-ho-so/bien-nhan"


def test_a_new_citizen_meets_nothing_of_the_one_before(desk: Citizen) -> None:
    """Neither names nor numbers, codes, drafts, tickets, nor autocompletion."""
    send(begin(desk))
    codes = desk.codes()
    desk.get(f"/tra-cuu?ma={codes[0]}").post("/tra-cuu", ma=codes[0], bi_mat=codes[1])
    assert desk.path == "/tra-cuu/ho-so"
    begin(desk).post(PAGE, **typed(desk), luu="1")
    draft = the_draft()
    before = {*codes, codes[1].replace(" ", ""), str(draft.id), *SAID}
    desk.post(PAGE, **typed(desk), moi="1")
    assert desk.path == DOOR
    pages = [desk.text, begin(desk, procedure=BIRTH, evidence="tờ khai").text]
    for old in ("/nop-ho-so/bien-nhan", "/tra-cuu/ho-so", "/tra-cuu/sua", "/nop-ho-so/giay-to"):
        pages.append(desk.get(old).text)
        assert desk.answer is not None
        assert desk.answer.headers["Cache-Control"] == "no-store"
    for page in pages:
        assert [words for words in before if words in page] == []
    for page in pages[:2]:
        lines = re.findall(r"<(?:input|select|textarea)\b[^>]*>", page.split("<main")[1])
        shown = [line for line in lines if 'type="hidden"' not in line]
        assert shown
        assert [line for line in shown if 'autocomplete="off"' not in line] == []
    with desk.client.session_transaction() as session:
        assert str(draft.id) not in str(dict(session))


@pytest.mark.parametrize("button", ["of the page", "of the receipt"])
def test_the_boundary_holds_before_anything_else_is_begun(desk: Citizen, button: str) -> None:
    send(begin(desk))
    codes = desk.codes()
    if button == "of the page":
        begin(desk).post(PAGE, **typed(desk), moi="1")
    else:
        desk.post(f"{DOOR}cong-dan-moi")
    assert desk.path == DOOR
    for old in ("/nop-ho-so/bien-nhan", "/nop-ho-so/khai", PAGE):
        page = desk.get(old).text
        assert [words for words in (*codes, *SAID) if words in page] == []


def test_an_officers_draft_opens_only_while_they_are_signed_in(desk: Citizen) -> None:
    begin(desk).post(PAGE, **typed(desk), luu="1")
    with desk.client.session_transaction() as session:
        del session["_user_id"]
    desk.get("/nop-ho-so/khai/applicant")
    assert desk.answer is not None
    assert desk.answer.status_code == 404
    assert "Nguyễn Thị Mẫu" not in desk.text


def test_three_questions_help_to_choose_or_say_what_cannot_be_sent_here(desk: Citizen) -> None:
    desk.get(DOOR).post(DOOR, goi_y="1", **ON_BIRTH)
    assert f'selected value="{LINKED_A}"' in desk.text
    desk.post(DOOR, goi_y="1", **{**ON_BIRTH, "residence": "foreign"})
    assert "alert-warning" in desk.text
    assert db.session.scalars(select(Draft)).all() == []


@pytest.mark.parametrize("left_out", ["channel", "evidence", "procedure"])
def test_every_question_of_the_door_is_answered(desk: Citizen, left_out: str) -> None:
    begin(desk, **{left_out: ""})
    assert desk.path == DOOR
    assert f'href="#{left_out}"' in desk.text


def test_a_twin_is_begun_from_the_dossier_before(app: Flask, desk: Citizen) -> None:
    begin(desk)
    send(desk, births_together="2")
    first = the_dossier()
    assert f"sinh_cung={first.id}" in desk.text
    desk.get(f"{DOOR}?sinh_cung={first.id}")
    desk.post(DOOR, procedure=LINKED_A, channel="assisted", evidence="tự đến hôm nay")
    answers = the_draft().answers
    assert not answers.keys() & {"child_name", "child_sex", "birth_proof_number"}
    assert answers["births_together"] == "2"
    assert answers["father_name"] == first.answers["father_name"]
    send(desk, child_name="Trần Nguyễn Mẫu Em")
    second = the_dossier()
    assert second.answers["child_name"] == "Trần Nguyễn Mẫu Em"
    assert second.id != first.id
    elsewhere = AnOfficer(Role.COMMUNE_RECEPTION, a_commune(1))
    stranger = Citizen(browser_of(app, elsewhere), desk.commune)
    stranger.get(f"{DOOR}?sinh_cung={first.id}")
    assert stranger.answer is not None
    assert stranger.answer.status_code == 404


@pytest.mark.parametrize("role", [Role.POLICE, Role.CITY_ADMIN, Role.COMMUNE_LEADER])
def test_others_do_not_pass_this_door(
    app: Flask, commune: Unit, role: Role, another: Callable[[], Citizen]
) -> None:
    officer = AnOfficer(role, commune if role is Role.COMMUNE_LEADER else None)
    stranger = Citizen(browser_of(app, officer), commune)
    assert stranger.client.get(DOOR).status_code in {302, 403}
    assert stranger.client.get(PAGE).status_code in {302, 403}
    assert another().client.get(DOOR).status_code == 302
