"""The demonstration: every role, every state, and only invented people."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.handoffs.workflow import LegState
from app.kernel import clock, retention
from app.kernel.db import db
from app.rollout.models.staff_lists import ListState
from app.training.models.classes import AttendanceOutcome
from demo import demo as demo_commands
from demo import people, scenario_player, scenarios
from devstack.postgres import Server
from harness.stage import databases
from harness.stage.databases import Database

pytestmark = pytest.mark.slow

NOW = "(now() - (select made_on - first_day from demonstration) * interval '1 day')"
"""The business time of the demonstration."""


def ask(demo: Database, statement: str) -> list[tuple[Any, ...]]:
    with demo.connect() as connection:
        return connection.execute(statement.encode()).fetchall()


def words(demo: Database, statement: str) -> set[Any]:
    return {row[0] for row in ask(demo, statement)}


def run(database: Database, *arguments: str) -> Result:
    app: Flask = databases.filler_of(database)
    said = app.test_cli_runner().invoke(demo_commands, args=list(arguments))
    with app.app_context():
        db.engine.dispose()
    return said


def test_every_word_of_every_plot_is_a_deed() -> None:
    told = {deed.word for plot in scenarios.PLOTS for deed in scenarios.told(plot, 1)}
    assert told == set(scenario_player._DEEDS)
    assert told - {"submit"} == set(scenario_player.HOURS)


def test_communes_are_staffed_in_every_role(demo: Database) -> None:
    assert words(demo, "select role from posting") == set(Role)
    rows = ask(
        demo,
        "select u.code, count(distinct p.role) from posting p join unit u on u.id = p.unit_id"
        " where u.kind = 'commune' group by 1",
    )
    assert set(people.COMMUNES) <= {code for code, _roles in rows}
    assert {roles for _code, roles in rows} == {4}


def test_some_citizens_of_each_commune_wait_for_a_call(demo: Database) -> None:
    calls = ask(demo, "select unit_id, count(*) from call_task where done_at is null group by 1")
    assert len(calls) == 2
    assert {number for _unit, number in calls} == {3}
    delivered = "select count(*) from message where state = 'delivered' and cost is not null"
    (number,) = words(demo, delivered)
    assert number > 100


def test_two_communes_have_a_hundred_dossiers_in_every_state(demo: Database) -> None:
    (number,) = words(demo, "select count(*) from dossier where not is_rehearsal")
    assert 100 <= number <= 150
    assert words(demo, "select state from dossier") == set(State)
    assert words(demo, "select state from leg") == set(LegState)
    assert words(demo, f"select id from dossier where due_at < {NOW}")
    soon = f"select id from dossier where due_at between {NOW} and {NOW} + interval '4 days'"
    assert words(demo, soon)


def test_nobody_could_be_a_real_person(demo: Database) -> None:
    assert words(demo, "select full_name from staff where full_name not like '% Mẫu %'") == set()
    assert (
        words(
            demo, "select id from dossier where subject_name || applicant_name not like '%Mẫu%Mẫu%'"
        )
        == set()
    )


def test_a_book_counts_in_the_order_of_its_days(demo: Database) -> None:
    assert (
        words(
            demo,
            "select a.id from register_entry a"
            " join register_entry b on a.unit_id = b.unit_id and a.number < b.number"
            " where a.kind = b.kind and a.registered_on > b.registered_on",
        )
        == set()
    )


def test_nothing_happened_after_now(demo: Database) -> None:
    assert words(demo, f"select id from dossier_event where at > {NOW}") == set()


def test_loading_again_changes_nothing(demo: Database) -> None:
    told = [word for code in people.TRYING_ALL for word in ("--commune", code)]
    said = run(demo, "load", *told)
    assert (said.exit_code, said.output.split()[2]) == (0, "0")


def test_the_accounts_are_printed_for_programs(demo: Database) -> None:
    said = run(demo, "accounts", "--json")
    known = (
        "select user_id from credential where password_hash = (select c.password_hash"
        " from credential c join ab_user u on u.id = c.user_id where u.username = 'quantri')"
    )
    assert said.output.count('"username"') == len(words(demo, known)) == 38
    assert people.PASSWORD in said.output


def test_the_police_know_the_families_and_nobody_else(demo: Database) -> None:
    assert words(demo, "select name from resident where name not like '% Mẫu %'") == set()
    assert words(demo, "select state from resident_import") == {"applied"}
    assert len(words(demo, "select number from resident where decoy")) == 1
    of_families = words(
        demo,
        "select d.id from dossier d where not is_rehearsal"
        " and answers ?& array['child_name', 'father_name']"
        " and not exists"
        " (select from resident r where r.number = d.applicant_id)",
    )
    assert of_families == set()


def test_some_of_what_is_declared_differs_from_what_the_police_know(demo: Database) -> None:
    (names, years, old) = ask(
        demo,
        "select count(*) filter (where r.name <> d.applicant_name),"
        " count(*) filter (where length(r.born) = 4), count(r.old_number)"
        " from dossier d join resident r on r.number = d.applicant_id",
    )[0]
    assert min(names, years, old) > 3


def test_children_of_older_births_have_their_numbers(demo: Database) -> None:
    assert len(words(demo, "select number from entry_number")) > 5


@pytest.mark.parametrize(
    "rows",
    [
        "blank_batch",
        "blank_use where fate = 'spoiled'",
        "keyed_entry k where step = 'second' and not exists (select from keyed_entry a"
        " where a.step = 'agreed' and (a.unit_id, a.book, a.number)"
        " = (k.unit_id, k.book, k.number))",
        "copied_entry",
        "issued_paper_end where status = 'revoked'",
        "entry_note where source_entry_id is null",
        "entry_proposal p where not exists"
        " (select from proposal_decision d where d.proposal_id = p.id)",
    ],
)
def test_the_rooms_of_registers_show_what_they_are_for(demo: Database, rows: str) -> None:
    assert ask(demo, f"select from {rows}")


def test_a_birth_is_corrected_and_what_a_court_decided_is_at_its_agencies(demo: Database) -> None:
    corrected = "select unit_id from entry_note where kind = 'correction'"
    assert len(words(demo, corrected)) == len(people.TRYING_ALL)
    told = (
        "select l.kind from leg l join register_entry e using (dossier_id)"
        " join entry_note n on n.entry_id = e.id"
        " where l.corrects_id is not null and n.source_entry_id is null"
    )
    assert "insurance" in words(demo, told)
    assert words(demo, "select action from book_event") == {"prepare", "close"}
    assert words(demo, "select kind from register_book where locked_on is not null") == {"change"}


def test_one_family_asks_twice_for_the_same(demo: Database) -> None:
    twice = words(
        demo,
        "select later.id from dossier later join dossier earlier using"
        " (applicant_id, subject_name, subject_born, commune_id, procedure_version_id)"
        " where later.code > earlier.code",
    )
    assert len(twice) == len(people.TRYING_ALL)


def test_everybody_who_sits_there_is_listed_trained_and_let_in_by_a_round(demo: Database) -> None:
    not_cleared = (
        "select s.full_name from posting p join staff s on s.id = p.staff_id"
        " where not mc_cleared(p.staff_id, p.unit_id, p.role, lower(p.during))"
        " and p.stands_for_id is null"  # a deputy is named by whom they stand in for
        " and p.role not in ('city_admin', 'city_justice')"  # they come from the command line
    )
    assert words(demo, not_cleared) == set()
    (given, outside) = ask(
        demo,
        "select count(i.id), count(*) filter (where i.id is null) from posting p"
        " left join account_issue i on i.posting_id = p.id where p.stands_for_id is null",
    )[0]
    assert outside == 3  # those of the city
    assert given > 600


def test_lists_and_learners_stand_in_every_way(demo: Database) -> None:
    assert words(demo, "select state from staff_list where phase = 2") == set(ListState)
    outcomes = {
        AttendanceOutcome.WAITING,
        AttendanceOutcome.ENROLLED,
        AttendanceOutcome.PASSED,
        AttendanceOutcome.FAILED,
        AttendanceOutcome.ABSENT,
    }
    assert words(demo, "select outcome from attendance") == outcomes


def test_phase_one_lacks_nothing_and_phase_two_is_on_its_way(demo: Database) -> None:
    lights = ask(
        demo,
        "select u.phase, count(*) filter (where r.blockers = '[]'),"
        " count(*) filter (where r.score between 70 and 99), count(*) filter (where r.score < 70)"
        " from readiness_day r join unit u on u.id = r.unit_id"
        " where r.day = (select max(day) from readiness_day) group by 1 order by 1",
    )
    (first, (_two, ready, nearly, behind)) = lights
    assert first == (1, 139, 0, 0)
    assert ready + nearly + behind == 277
    assert min(ready, nearly, behind) > 20
    lacking = words(demo, "select kind from site_condition where not met")
    assert lacking == {"scanner", "wan"}


def test_the_leaders_of_phase_one_have_signed_before_it_opened(demo: Database) -> None:
    signed = ask(
        demo,
        "select count(distinct d.unit_id), min(u.phase), max(u.phase), max(d.day)::text"
        " from readiness_decision d join unit u on u.id = d.unit_id where d.verdict = 'go'",
    )
    assert signed == [(139, 1, 1, "2016-11-09")]


def test_every_ready_commune_has_a_rehearsal_of_its_own(demo: Database) -> None:
    foreign = words(
        demo,
        "select d.code from dossier d join unit u on u.id = d.commune_id"
        " join dossier_event e on e.dossier_id = d.id left join posting p on p.id = e.posting_id"
        " left join unit s on s.id = p.unit_id"
        " where d.is_rehearsal and (d.code not like u.agency_code || '-%'"
        " or s.district_id <> u.district_id)",
    )
    assert foreign == set()
    (number,) = words(demo, "select count(distinct commune_id) from dossier where is_rehearsal")
    assert number > 139


def removed_at_night(database: Database, days: int) -> dict[str, int]:
    """How many rows the worker removes so many nights after the first day, by kind of data."""
    app: Flask = databases.app_on(database, DATABASE_URL=database.url("mc_worker"))
    night = clock.at(databases.day_of(database) + timedelta(days=days), 1, 23)
    with app.app_context(), clock.frozen(night):
        try:
            found = {name: retention.run(name) for name in sorted(retention.purged_at_night())}
        finally:
            db.session.remove()
            db.engine.dispose()
    return {name: number for name, number in found.items() if number}


def test_nights_remove_what_is_old_on_the_demonstrations_own_days(server: Server) -> None:
    template = databases.demo_template(server)
    with databases.copy_of(server, template, f"t_{os.getpid()}_nights") as database:
        assert removed_at_night(database, 1).keys() <= {"submission_keys"}
        a_year_on = removed_at_night(database, 400)
        assert a_year_on.keys() >= {"exam_papers", "messages", "sms_checks"}
        assert words(database, "select id from training_exam_paper") == set()
