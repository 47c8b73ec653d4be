"""From when a commune accepts a procedure online."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.dialects.postgresql import Range

from app.kernel import clock
from app.kernel.db import db
from app.organisation import queries
from app.organisation.models import Opening, Unit
from app.organisation.rules import AT_GO_LIVE

pytestmark = pytest.mark.usefixtures("database")

BIRTH = "1.001193"
LINKED = "2.000986"


def commune(phase: int) -> Unit:
    return next(each for each in queries.communes() if each.phase == phase)


@pytest.mark.parametrize(("phase", "first"), [(1, date(2016, 11, 10)), (2, date(2016, 12, 15))])
def test_each_phase_opens_on_its_day_and_not_the_day_before(phase, first):
    unit_id = commune(phase).id

    assert queries.opening(unit_id, BIRTH, first.replace(day=first.day - 1)) is None
    assert queries.opening(unit_id, BIRTH, first) is not None
    with clock.frozen(clock.at(date(2016, 11, 1))):
        assert queries.opens_on(unit_id, BIRTH) == first


def test_a_commune_that_is_open_for_good_has_no_further_day_of_opening():
    assert queries.opens_on(commune(1).id, BIRTH) is None


def test_an_opening_may_be_for_one_procedure_and_for_a_time():
    unit_id = commune(2).id
    trial = Range(date(2016, 11, 21), date(2016, 11, 26))
    db.session.add(Opening(unit_id=unit_id, procedure_code=LINKED, during=trial, reason="Chạy thử"))

    assert queries.opening(unit_id, LINKED, date(2016, 11, 25)) is not None
    assert queries.opening(unit_id, LINKED, date(2016, 11, 26)) is None
    assert queries.opening(unit_id, BIRTH, date(2016, 11, 25)) is None
    with clock.frozen(clock.at(date(2016, 11, 1))):
        assert queries.opens_on(unit_id, LINKED) == date(2016, 11, 21)
        assert queries.opens_on(unit_id, BIRTH) == date(2016, 12, 15)


def test_a_commune_goes_live_with_births_and_deaths_and_nothing_else():
    codes = queries.opened_codes([commune(1).id], date(2016, 11, 10))

    assert codes == set(AT_GO_LIVE)
    assert queries.opening(commune(1).id, "1.000894", date(2030, 1, 1)) is None
