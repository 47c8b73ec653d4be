"""Help, privacy, accessibility and terms are found from every page; citizens' pages speak one
language."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask.testing import FlaskClient

from app.dossiers.views.citizen.help import KEPT_OF_CITIZENS
from app.kernel import clock, retention
from harness.stage.citizen import Citizen

HELP = ("/thu-tuc/", "/huong-dan/", "/bao-mat/", "/ho-tro-nguoi-khuyet-tat/", "/dieu-khoan/")


@pytest.mark.parametrize("page", ["/", "/nop-ho-so/", "/tra-cuu", "/xac-thuc/", "/khong-co", *HELP])
def test_the_foot_of_each_public_page_leads_to_help(citizen: Citizen, page: str) -> None:
    foot = citizen.get(page).text.split("<footer")[1]
    assert [address for address in HELP if f'href="{address}"' in foot] == list(HELP)
    assert "/lang/" not in foot


@pytest.mark.parametrize("page", HELP)
def test_each_help_page_is_there_and_says_whom_to_ask(citizen: Citizen, page: str) -> None:
    citizen.get(page)
    assert citizen.status == 200
    assert citizen.text.count("<h1") == 1
    assert 'href="tel:' in citizen.text


def test_the_start_of_a_form_says_who_reads_it(citizen: Citizen) -> None:
    citizen.begin()
    assert 'href="/bao-mat/"' in citizen.text.split("<main")[1].split("</main")[0]


def test_the_page_on_privacy_has_the_periods_by_which_data_is_removed(citizen: Citizen) -> None:
    text = citizen.get("/bao-mat/").text
    assert set(KEPT_OF_CITIZENS) <= retention.rules.keys()
    for name in KEPT_OF_CITIZENS:
        rule = retention.rules[name]
        assert str(rule.what) in text
        assert rule.period.lower() in text.lower()


def test_public_pages_are_vietnamese_whatever_an_officer_chose(citizen: Citizen) -> None:
    citizen.get("/lang/en").get("/huong-dan/")
    assert '<html lang="vi"' in citizen.text
    assert "Hướng dẫn nộp hồ sơ qua mạng" in citizen.text


def test_an_officer_who_changes_the_language_stays_on_the_page(client: FlaskClient) -> None:
    page = "/can-bo/mot-cua/tiep-nhan/list/?tim=an"
    answer = client.get("/lang/en", headers={"Referer": f"http://localhost{page}"})
    assert answer.location == page
    assert client.get("/lang/en").location == "/can-bo/"


def test_reports_of_holes_have_an_address_that_is_valid_for_months(citizen: Citizen) -> None:
    lines = dict(
        line.split(": ", 1) for line in citizen.get("/.well-known/security.txt").text.splitlines()
    )
    assert lines["Contact"].startswith("http")
    left = datetime.fromisoformat(lines["Expires"]) - clock.real_now()
    assert 150 < left.days < 366


def test_robots_stay_out_of_drafts_and_dossiers(citizen: Citizen) -> None:
    rules = citizen.get("/robots.txt").text.splitlines()
    assert rules[0] == "User-agent: *"
    assert "Disallow: /nop-ho-so/khai" in rules
    assert "Disallow: /" not in rules


def test_a_browser_that_asks_for_the_icon_gets_it(citizen: Citizen) -> None:
    citizen.get("/favicon.ico")
    assert citizen.status == 200
    assert citizen.answer is not None
    assert citizen.answer.get_data()[:4] == b"\0\0\1\0"
