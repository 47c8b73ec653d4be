"""What the public reads of each commune: published months, small numbers left out, files, days."""

from __future__ import annotations

import csv
import re
from datetime import date
from html import unescape
from io import StringIO
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.dossiers.models.dossier import Channel
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db
from app.organisation.models import Unit
from app.procedures.models.versions import Procedure
from app.procedures.rules.procedure_finder import LINKED_A
from app.reports.models.counts import ProcedureCount, ProcedureDays
from app.reports.models.public_figures import PublicFigure
from app.reports.operations import public_figures
from app.reports.rules.public_figures import last_day_published, median_days, most_days, periods
from app.reports.rules.suppression import Cell, Counts
from harness.stage.citizen import Citizen
from harness.stage.counts.public_figures import recovered
from harness.stage.factories import ADossier, a_commune
from harness.stage.factories.places import opened
from tests.dossiers.citizen.test_tracking import tracking

pytestmark = pytest.mark.usefixtures("database")

PAGE = "/cong-khai/"
BIRTH, EXTRACT, DEATH = LINKED_A, "2.000635", "1.000656"


def received(commune: Unit, code: str, count: int, *, late: int = 0, days: int = 3) -> None:
    """So many settled dossiers of the last month that has ended."""
    procedure = db.session.scalars(select(Procedure).filter_by(code=code)).one()
    key: dict[str, Any] = {
        "commune_id": commune.id,
        "month": last_day_published(clock.today()).replace(day=1),
        "procedure_id": procedure.id,
    }
    numbers = dict.fromkeys(
        (
            *("closed", "running", "overdue", "paused", "days", "measured", "refused"),
            *("supplement_requests", "supplemented", "supplemented_twice"),
        ),
        0,
    )
    db.session.add_all(
        [
            ProcedureCount(
                **key,
                **numbers,
                channel=Channel.SELF,
                received=count,
                in_time=count - late,
                late=late,
            ),
            ProcedureDays(**key, days=days, dossiers=count),
        ]
    )
    db.session.flush()


def publish() -> None:
    public_figures.publish_at_night()
    db.session.flush()


def words(app: Flask, address: str) -> str:
    answer = app.test_client().get(address)
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def lines(app: Flask, **asked: str) -> list[dict[str, str]]:
    answer = app.test_client().get(f"{PAGE}so-lieu.csv", query_string=asked)
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))


def test_anybody_reads_what_a_commune_has_settled_and_how_fast(app: Flask) -> None:
    here = a_commune()
    received(here, BIRTH, 40, late=4)
    received(here, EXTRACT, 1200, days=1)
    publish()
    seen = words(app, f"{PAGE}{here.code}")
    assert "40 40 90,0% 3 ngày" in seen
    assert "1.200 1.200 100,0% 1 ngày" in seen
    assert "1.240" in seen
    assert "được phép sử dụng lại" in seen


def test_a_commune_is_found_by_its_name_without_accents(app: Flask) -> None:
    here = a_commune()
    seen = app.test_client().get(PAGE, query_string={"tim": here.folded}).text
    assert f'href="{PAGE}{here.code}"' in seen
    assert "Không có xã nào" in words(app, f"{PAGE}?tim=khong+co+xa+nay")


def test_small_numbers_are_in_no_page_no_file_and_not_in_the_table(app: Flask) -> None:
    here, beside = a_commune(), a_commune(1)
    for commune, births in ((here, 3), (beside, 50)):
        received(commune, BIRTH, births)
        received(commune, EXTRACT, 60)
    publish()
    assert "không công bố: số nhỏ" in words(app, f"{PAGE}{here.code}")
    row = next(
        line
        for line in lines(app)
        if (line["unit_code"], line["procedure_code"]) == (here.code, BIRTH)
    )
    assert row["left_out"] == "1"
    assert row["received"] == row["settled"] == row["in_time"] == row["median_days"] == ""
    kept = db.session.scalars(select(PublicFigure).filter_by(is_left_out=True)).all()
    assert len(kept) == 4, "its neighbours too, or the sums would tell it"
    assert all(figure.received is None and figure.median_days is None for figure in kept)


def test_nothing_left_out_can_be_calculated_from_the_file(app: Flask) -> None:
    rng = Random(27)
    communes = [a_commune(), a_commune(1), a_commune(2), a_commune(district="250")]
    for commune in communes:
        for code in (BIRTH, EXTRACT, DEATH):
            received(commune, code, rng.choice((1, 2, 4, 7, 30)), days=rng.randint(1, 9))
    publish()
    told = dict(map(as_attacked, lines(app)))
    assert len(told) == (len(communes) + 3) * 4, "two districts, the city, and all procedures"
    assert None in told.values()
    assert recovered(told) == set()


def as_attacked(line: dict[str, str]) -> tuple[Cell, Counts | None]:
    """What a line of the file says to whoever attacks it."""
    commune = int(line["unit_code"]) if line["unit_kind"] == "commune" else None
    district = line["district_code"] if commune else line["unit_code"].replace("HN", "")
    procedure = line["procedure_code"].replace(".", "")
    cell = Cell(int(district) if district else None, commune, int(procedure) if procedure else None)
    if line["left_out"] == "1":
        return cell, None
    return cell, Counts(*(int(line[name]) for name in Counts._fields))


def test_the_running_month_is_not_published(app: Flask) -> None:
    here = a_commune()
    received(here, BIRTH, 40)
    count = db.session.scalars(select(ProcedureCount)).one()
    count.month = clock.today().replace(day=1)
    publish()
    assert lines(app) == []
    assert "Chưa công bố số liệu" in words(app, PAGE)


def test_figures_change_once_a_month(app: Flask) -> None:
    here = a_commune()
    received(here, BIRTH, 40)
    publish()
    received(here, EXTRACT, 40)
    publish()
    assert {line["procedure_code"] for line in lines(app)} == {BIRTH, ""}


def test_districts_and_the_city_are_the_sums(app: Flask) -> None:
    received(a_commune(), BIRTH, 40)
    received(a_commune(1), BIRTH, 30)
    received(a_commune(district="250"), BIRTH, 25)
    publish()
    sums = {
        line["unit_code"]: line["received"]
        for line in lines(app)
        if line["unit_kind"] != "commune" and line["procedure_code"] == ""
    }
    assert sorted(sums.values()) == ["25", "70", "95"]


def test_a_page_that_has_not_changed_is_not_sent_again(app: Flask) -> None:
    received(a_commune(), BIRTH, 40)
    publish()
    client = app.test_client()
    for address in (PAGE, f"{PAGE}so-lieu.csv", f"{PAGE}so-lieu.json", f"{PAGE}tu-dien"):
        first = client.get(address)
        assert first.headers["Cache-Control"] == "public, max-age=3600"
        assert len(first.data) < 100_000
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304, address


def test_json_names_licence_and_dictionary_and_every_column_is_explained(app: Flask) -> None:
    received(a_commune(), BIRTH, 40)
    publish()
    told = app.test_client().get(f"{PAGE}so-lieu.json").get_json()
    assert "ghi nguồn" in told["licence"]
    assert told["dictionary"].endswith("/cong-khai/tu-dien")
    seen = words(app, f"{PAGE}tu-dien")
    assert all(column in seen for column in told["figures"][0])
    assert "dưới 5 hồ sơ" in seen


def test_a_unit_or_period_that_is_not_there_is_not_found(app: Flask) -> None:
    client = app.test_client()
    for address in (f"{PAGE}khong", f"{PAGE}?ky=1999", f"{PAGE}CA-271"):
        assert client.get(address).status_code == 404


def test_the_foot_of_every_public_page_leads_there(app: Flask) -> None:
    assert f'href="{PAGE}"' in app.test_client().get("/").text


def test_years_that_are_over_are_published_and_the_running_one_is_not() -> None:
    assert periods(date(2017, 2, 28)) == [
        (0, date(2016, 3, 1), date(2017, 2, 28)),
        (2016, date(2016, 1, 1), date(2016, 12, 31)),
    ]
    assert [period.year for period in periods(date(2016, 11, 30))] == [0]
    assert [period.first for period in periods(date(2016, 12, 31))] == [date(2016, 1, 1)] * 2


def test_half_and_nine_of_ten_are_told_only_of_enough_dossiers() -> None:
    assert median_days({1: 2, 9: 2}) is None
    assert median_days({1: 3, 9: 2}) == 1
    assert most_days({1: 29}) is None
    assert most_days({1: 26, 7: 4}) == 7
    assert most_days({1: 27, 7: 3}) == 1


# ---- how long it usually takes --------------------------------------------------------------


def test_the_tracking_page_says_how_long_it_usually_takes_there(app: Flask) -> None:
    dossier = ADossier(State.ACCEPTED)
    code = dossier.procedure_version.procedure.code
    received(dossier.commune, code, 30, days=4)
    publish()
    citizen = Citizen(app.test_client(), dossier.commune)
    tracking(citizen, dossier)
    said = f"Hồ sơ như thế này ở {dossier.commune.name} thường xong trong 4 ngày làm việc."
    assert said in citizen.text


@pytest.mark.parametrize("count", [29, 30])
def test_the_page_of_a_procedure_says_it_from_thirty_dossiers_on(app: Flask, count: int) -> None:
    here = opened(a_commune(), EXTRACT)
    received(here, EXTRACT, count, days=4)
    publish()
    page = words(app, f"/nop-ho-so/xa/{here.code}/thu-tuc/{EXTRACT}")
    assert (f"ở {here.name} thường xong trong 4 ngày làm việc" in page) is (count == 30)
