"""Secrets of receipts and drafts that strangers guess, and the right person among them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.dossiers.rules import draft_codes
from app.kernel.security import proof_of_work
from app.kernel.security.proof_of_work import Puzzle
from app.kernel.security.rate_limits import (
    CODE_ASK_ALL,
    CODE_TRY_PLACE,
    RESUME,
    RESUME_PLACE,
    TRACK,
    TRACK_ALL,
    TRACK_PLACE,
)
from harness.stage.citizen import Citizen
from harness.stage.factories import ADossier
from tests.accounts.conftest import statements
from tests.dossiers.citizen.test_draft import codes_of as codes_of_draft
from tests.dossiers.citizen.test_one_time_codes import FORGOTTEN, PAGE, asks
from tests.dossiers.citizen.test_tracking import codes_of
from tests.kernel.test_proof_of_work import solve

TRACKING, DOSSIER, RESUMING = "/tra-cuu", "/tra-cuu/ho-so", "/nop-ho-so/lam-tiep"
PLACE, WRONG = "127.0.0.1", "AAAABBBB"


@pytest.fixture(autouse=True)
def _easy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_of_work, "EASY", 6)
    monkeypatch.setattr(proof_of_work, "HARD", 8)


def proof(citizen: Citizen) -> dict[str, Any]:
    """What the script of the page finds; the difficulty stands in the page."""
    (bits,) = re.findall(r'data-bits="(\d+)"', citizen.text)
    puzzle = Puzzle(citizen.hidden()[Puzzle.field], int(bits))
    return {Puzzle.field: puzzle.text, Puzzle.answer_field: solve(puzzle)}


def use_up(code: str) -> None:
    """What a crowd of machines has done before."""
    TRACK.allow(code, TRACK.amount * 20)
    TRACK_PLACE.allow(PLACE, TRACK_PLACE.amount * 20)
    TRACK_ALL.allow("", TRACK_ALL.amount * 20)


def track(citizen: Citizen, code: str, secret: str, **more: Any) -> Citizen:
    return citizen.get(TRACKING).post(TRACKING, ma=code, bi_mat=secret, **more)


def test_ten_wrong_secrets_are_free_from_wherever_they_come(
    app: Flask, another: Callable[[], Citizen]
) -> None:
    code, secret = codes_of(ADossier())
    for n in range(TRACK.amount):
        stranger = another()
        stranger.client.environ_base["REMOTE_ADDR"] = f"198.18.{n}.9"
        assert track(stranger, code, WRONG).status == 422
        assert "data-puzzle" not in stranger.text
    assert track(another(), code.lower(), secret).status == 429


def test_the_right_citizen_follows_the_dossier_with_a_proof_when_every_limit_is_used_up(
    citizen: Citizen,
) -> None:
    code, secret = codes_of(ADossier())
    use_up(code)
    asked = track(citizen, code, secret)
    assert asked.status == 429
    assert "mã vừa nhập chưa được kiểm tra" in asked.text
    assert f'value="{code}"' in asked.text
    assert asked.post(TRACKING, ma=code, bi_mat=secret, **proof(asked)).path == DOSSIER


def test_one_who_has_no_script_follows_it_with_a_code_by_short_message(citizen: Citizen) -> None:
    code, secret = codes_of(ADossier())
    use_up(code)
    asked = track(citizen, code, secret)
    (way,) = set(re.findall(r'href="(/tra-cuu/quen-ma\?ma=[^"]+)"', asked.text))
    assert f'value="{code}"' in citizen.get(way).text
    digits = asks(citizen, code)
    assert citizen.post(PAGE, ma=digits).path == DOSSIER


def test_a_proof_is_good_for_one_secret_of_its_own_dossier(citizen: Citizen) -> None:
    (code, secret), (other, its_secret) = codes_of(ADossier()), codes_of(ADossier())
    for each in (code, other):
        use_up(each)
    found = proof(track(citizen, code, secret))
    assert track(citizen, other, its_secret, **found).status == 429
    assert track(citizen, code, WRONG, **found).status == 422
    assert track(citizen, code, secret, **found).status == 429


def test_no_secret_is_compared_before_the_proof_is_seen(app: Flask, citizen: Citizen) -> None:
    code, secret = codes_of(ADossier())
    use_up(code)
    track(citizen, code, secret)
    with statements(app) as sent:
        citizen.post(TRACKING, ma=code, bi_mat=secret)
    assert [each for each in sent if "mc_open_dossier" in each] == []
    found = proof(citizen)
    with statements(app) as sent:
        citizen.post(TRACKING, ma=code, bi_mat=secret, **found)
    assert [each for each in sent if "mc_open_dossier" in each]


def test_a_right_secret_uses_nothing_up(citizen: Citizen) -> None:
    code, secret = codes_of(ADossier())
    for _n in range(TRACK.amount + 2):
        assert track(citizen, code, secret).path == DOSSIER
    assert (TRACK.used(code), TRACK_PLACE.used(PLACE), TRACK_ALL.used("")) == (0, 0, 0)


# ---- drafts --------------------------------------------------------------------------------------


def test_a_draft_opens_with_a_proof_when_strangers_have_guessed_at_it(
    citizen: Citizen, another: Callable[[], Citizen]
) -> None:
    code, secret = codes_of_draft(citizen.begin())
    own = another().get(RESUMING)
    for _n in range(RESUME.amount):
        assert own.post(RESUMING, ma=code, bi_mat=WRONG).status == 422
    assert own.post(RESUMING, ma=code, bi_mat=secret).status == 429
    assert own.get("/nop-ho-so/khai").status == 404
    RESUME_PLACE.allow(PLACE, RESUME_PLACE.amount)
    own.get(RESUMING).post(RESUMING, ma=code, bi_mat=secret)
    own.post(RESUMING, ma=code, bi_mat=secret, **proof(own))
    assert own.path.startswith("/nop-ho-so/khai/"), own.text
    assert RESUME.used(draft_codes.code_of(draft_codes.named(code)[0].draft_id)) == RESUME.amount


# ---- one-time codes ------------------------------------------------------------------------------


def test_the_six_digits_of_a_message_open_with_a_proof_where_many_wrong_ones_came_from(
    citizen: Citizen,
) -> None:
    code, _secret = codes_of(ADossier())
    digits = asks(citizen, code)
    CODE_TRY_PLACE.allow(PLACE, CODE_TRY_PLACE.amount)
    assert citizen.post(PAGE, ma=digits).status == 429
    assert digits not in citizen.text
    assert citizen.post(PAGE, ma=digits, **proof(citizen)).path == DOSSIER


def test_a_code_is_sent_for_a_proof_where_all_others_have_asked(citizen: Citizen) -> None:
    code, _secret = codes_of(ADossier())
    CODE_ASK_ALL.allow("", CODE_ASK_ALL.amount)
    assert citizen.get(FORGOTTEN).post(FORGOTTEN, ma=code).status == 429
    assert citizen.post(FORGOTTEN, ma=code, **proof(citizen)).path == PAGE
