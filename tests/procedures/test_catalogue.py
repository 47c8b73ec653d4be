"""Versions in the database: loading, publishing, immutability, shorter limits of districts."""

from __future__ import annotations

from datetime import date

import pytest
from flask import current_app
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import DBAPIError

from app.kernel.db import attempt, db
from app.kernel.deadlines.deadline import Limit, LimitUnit
from app.kernel.errors import NotFound
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.procedures import catalogue, queries
from app.procedures.models.versions import Version
from app.procedures.models.vocabulary import LimitScope, VersionState
from app.procedures.operations import catalogue_seed, local_limits, publication
from app.procedures.rules.form import Form
from app.procedures.rules.procedure_finder import BIRTH, LINKED_A, LINKED_B
from tests.accounts.conftest import statements
from tests.refusals import expect_refusal

pytestmark = pytest.mark.usefixtures("database")
DAY = date(2016, 11, 21)


def dong_anh() -> Unit:
    return next(unit for unit in organisation.districts() if unit.code == "017")


def draft_of(code: str) -> Version:
    """A further version of a procedure, its text untouched."""
    old = queries.published(code, DAY)
    version = catalogue_seed.draft(catalogue.procedure(code))
    version.n = old.n + 1
    old.procedure.versions.append(version)
    db.session.flush()
    return version


def test_loading_again_changes_nothing() -> None:
    before = [(v.id, v.state) for v in queries.all_versions()]
    catalogue_seed.load()
    assert [(v.id, v.state) for v in queries.all_versions()] == before


def test_every_procedure_is_in_force_since_the_law_on_civil_status() -> None:
    for code in catalogue.CODES:
        assert queries.published(code, date(2016, 1, 1)).state is VersionState.PUBLISHED


def test_before_the_law_there_is_no_procedure() -> None:
    with pytest.raises(NotFound):
        queries.published(LINKED_A, date(2015, 12, 31))


def test_a_published_version_is_what_its_rows_say() -> None:
    assert catalogue_seed.drifted() == []
    form = queries.form(queries.published(LINKED_A, DAY))
    assert form == Form.parse(queries.published(LINKED_A, DAY).compiled or {})


def test_a_process_keeps_the_form_that_the_database_has_stored() -> None:
    stored = text("select compiled from procedure_version where id = :id")
    for code in (BIRTH, LINKED_A):
        version = queries.published(code, DAY)
        assert version.compiled == db.session.execute(stored, {"id": version.id}).scalar_one()
        db.session.expire(version)
        with statements(current_app) as sent:
            again = queries.published(code, DAY).compiled
        assert again is version.compiled
        assert not any(".compiled" in statement for statement in sent)


@pytest.mark.parametrize(
    "statement",
    [
        "update procedure_question set label = 'x' where version_id = :id",
        "delete from procedure_question where version_id = :id",
        "update procedure_paper set must = 'if_any' where version_id = :id",
        "update procedure_fee set amount = 1 where version_id = :id",
        "update procedure_limit set amount = 1 where version_id = :id",
        "update procedure_leg set needs = '[]' where version_id = :id",
        "insert into procedure_section (version_id, n, key, title, intro, continues)"
        " values (:id, 99, 'x', 'x', '', false)",
        "update procedure_version set compiled = '{}' where id = :id",
        "update procedure_version set valid_from = '2020-01-01' where id = :id",
        "delete from procedure_version where id = :id",
    ],
)
def test_the_database_refuses_to_change_a_published_version(statement: str) -> None:
    version = queries.published(LINKED_A, DAY)
    with pytest.raises(DBAPIError), attempt():
        db.session.execute(text(statement), {"id": version.id})


def test_a_draft_may_change_until_it_is_published() -> None:
    version = draft_of(LINKED_B)
    version.sections[0].questions[0].label = "Ông/bà là ai?"
    publication.publish(version)
    assert "Ông/bà là ai?" in str(queries.published(LINKED_B, DAY).compiled)


def test_publishing_supersedes_what_it_replaces() -> None:
    old = queries.published(LINKED_B, DAY)
    new = publication.publish(draft_of(LINKED_B))
    assert old.state is VersionState.SUPERSEDED
    assert queries.published(LINKED_B, DAY) is new


def test_a_version_for_later_leaves_the_present_one_in_force() -> None:
    old = queries.published(LINKED_B, DAY)
    later = draft_of(LINKED_B)
    later.valid_from = date(2017, 1, 1)
    publication.publish(later)
    assert queries.published(LINKED_B, DAY) is old
    assert queries.published(LINKED_B, date(2017, 1, 1)) is later


def test_publishing_twice_is_refused() -> None:
    with expect_refusal("This version has been published and no longer changes"):
        publication.publish(queries.published(LINKED_A, DAY))


def test_a_draft_that_contradicts_itself_is_not_published() -> None:
    version = draft_of(LINKED_B)
    version.sections[0].questions[0].shown_if = {"key": "copies", "in": ["1"]}
    with expect_refusal("The version cannot be published"):
        publication.publish(version)
    assert version.state is VersionState.DRAFT


def test_a_draft_that_nobody_could_be_told_about_is_not_published() -> None:
    version = draft_of(LINKED_B)
    for question in version.sections[0].questions:
        question.stands_for = None
    with expect_refusal("The version cannot be published", match=r"telephone|điện thoại"):
        publication.publish(version)
    assert version.state is VersionState.DRAFT


def test_a_new_text_becomes_a_new_version_and_keeps_what_districts_shortened() -> None:
    old = queries.published(LINKED_A, DAY)
    catalogue_seed.load_procedure({**catalogue.procedure(LINKED_A), "about": "Lời mới"})
    new = queries.published(LINKED_A, DAY)
    assert (old.state, new.n) == (VersionState.SUPERSEDED, old.n + 1)
    assert (new.compiled or {})["about"] == "Lời mới"
    limit = queries.limits_for(new, dong_anh().id, DAY)[LimitScope.TOTAL]
    assert limit == Limit(5, LimitUnit.WORKING_DAY)


def test_the_demo_district_promises_less_time() -> None:
    version = queries.published(LINKED_A, DAY)
    here = queries.limits_for(version, dong_anh().id, DAY)
    elsewhere = queries.limits_for(version, None, DAY)
    assert here[LimitScope.TOTAL] == Limit(5, LimitUnit.WORKING_DAY)
    assert elsewhere[LimitScope.TOTAL] == Limit(20, LimitUnit.WORKING_DAY)


def test_before_its_first_day_a_shorter_limit_does_not_hold() -> None:
    version = queries.published(LINKED_A, DAY)
    assert (
        queries.limits_for(version, dong_anh().id, date(2016, 10, 1))[LimitScope.TOTAL].amount == 20
    )


@pytest.mark.parametrize(
    ("step", "limit"),
    [
        (LimitScope.TOTAL, Limit(21, LimitUnit.WORKING_DAY)),
        (LimitScope.TOTAL, Limit(5, LimitUnit.CALENDAR_DAY)),
        (LimitScope.POLICE, Limit(3, LimitUnit.CALENDAR_DAY)),
    ],
)
def test_a_district_cannot_lengthen_or_invent_a_limit(step: LimitScope, limit: Limit) -> None:
    version = queries.published(LINKED_B, DAY)
    district = organisation.districts()[0]
    with expect_refusal("A district may set a shorter limit only, in the unit of the"):
        local_limits.set_local_limit(version, district, step, limit, during=Range(DAY, None))


def test_two_shorter_limits_do_not_hold_on_one_day() -> None:
    version = queries.published(LINKED_A, DAY)
    limit = Limit(4, LimitUnit.WORKING_DAY)
    local_limits.set_local_limit(
        version, dong_anh(), LimitScope.TOTAL, limit, during=Range(DAY, None)
    )
    with pytest.raises(DBAPIError), attempt():
        db.session.flush()


def test_a_form_knows_every_commune_the_own_district_first() -> None:
    commune = organisation.communes(dong_anh().id)[0]
    around = queries.surroundings(commune, DAY)
    assert around.places[0].district == "017"
    assert sum(bool(place.district) for place in around.places) == 416
    assert len({place.code for place in around.places}) == len(around.places)


def test_a_district_offers_its_stations_and_hospitals() -> None:
    commune = organisation.communes(dong_anh().id)[0]
    names = [name for _code, name in queries.surroundings(commune, DAY).facilities]
    assert f"Trạm y tế {commune.name}" in names
    assert len(names) == 2 + len(organisation.communes(dong_anh().id))


def test_there_are_fifty_four_ethnic_groups() -> None:
    groups = catalogue.lists()["ethnic_groups"]
    assert len(groups) == len({code for code, _name in groups}) == 54
    assert groups[0] == ["01", "Kinh"]
