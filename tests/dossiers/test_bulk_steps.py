"""One step for many dossiers: the outcome of each row, and the report to the user."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import bulk_steps
from app.dossiers.queries import bulk
from app.dossiers.rules.bulk import STEPS, BulkOutcome
from app.dossiers.views.desk import bulk_steps as views
from app.dossiers.workflow import Action, State
from app.kernel.db import db, transaction
from app.kernel.errors import NotFound
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of
from harness.stage.factories import dossiers as walk
from tests.handoffs.conftest import Desk

DESK, MANY = "/can-bo/mot-cua/", "/can-bo/mot-cua/nhieu"
TOKEN = "/can-bo/mat-khau/"


def boxes(page: str) -> dict[str, bool]:
    """The checkboxes of the page, and whether they are ticked."""
    found = page.split('name="rowid"')[1:]
    return {
        each.split('value="', 1)[1].split('"', 1)[0]: "checked" in each.split(">", 1)[0]
        for each in found
    }


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def sent(desk: Desk, page: str, address: str, **data: object) -> TestResponse:
    """Post what the page holds, with its token."""
    return desk.client.post(address, data={"csrf_token": hidden(page, "csrf_token"), **data})


def states(*dossiers: Dossier) -> list[State]:
    db.session.expire_all()
    return [dossier.state for dossier in dossiers]


def test_only_steps_that_ask_for_nothing_of_one_citizen_are_taken_for_many() -> None:
    assert set(STEPS) == {
        Action.SUPPLY,
        Action.SUPPLY_LATER,
        Action.PREPARE,
        Action.PROPOSE,
        Action.SIGN,
        Action.SEND_BACK,
        Action.URGE,
        Action.ASSIGN,
        Action.TAKE_OVER,
    }


@pytest.mark.usefixtures("database")
def test_each_row_is_looked_at_again_and_the_run_tells_what_became_of_it(app: Flask) -> None:
    first, second, changed, elsewhere_stands = (ADossier(State.ACCEPTED) for _n in range(4))
    foreign = ADossier(State.ACCEPTED, a_commune(1))
    officer = AnOfficer(Role.COMMUNE_JUSTICE, first.commune)
    desk = Desk(browser_of(app, officer), officer)
    page = desk.see(f"{DESK}?hang=to_prepare")
    shown = [*boxes(page)]
    assert len(shown) == 4
    walk.visited(changed)
    walk.prepared(elsewhere_stands)
    db.session.flush()

    asked = sent(
        desk,
        page,
        f"{MANY}/hoi",
        action="prepare",
        rowid=[*shown, f"{foreign.id}.{foreign.row_version}"],
    ).text
    ticks = {key.partition(".")[0]: ticked for key, ticked in boxes(asked).items()}
    assert ticks[str(first.id)]
    assert not ticks[str(changed.id)], "the officer sees that it has changed"
    assert foreign.code not in asked
    key = hidden(asked, "key")
    form = {"key": key, "action": "prepare", "rowid": [*boxes(asked)]}
    answer = sent(desk, asked, f"{MANY}/bat-dau", **form)
    assert answer.status_code == 302
    told = desk.see(answer.location)
    run = bulk.own_run(views.UUID(key), officer.actor)
    by_key = {row["key"]: row for row in run.rows}
    assert run.done
    assert by_key[str(first.id)]["outcome"] == BulkOutcome.DONE
    assert by_key[str(changed.id)]["outcome"] == BulkOutcome.CHANGED
    assert by_key[str(elsewhere_stands.id)]["outcome"] == BulkOutcome.CHANGED
    assert by_key[str(foreign.id)] | {"version": 0} == {
        "key": str(foreign.id),
        "code": None,
        "version": 0,
        "outcome": BulkOutcome.UNSEEN,
        "reason": str(NotFound.message),
    }
    assert foreign.code not in told
    assert "Đã làm 2 trong 5 hồ sơ" in told
    assert states(first, second, changed, foreign) == [
        State.PREPARED,
        State.PREPARED,
        State.ACCEPTED,
        State.ACCEPTED,
    ]
    assert sent(desk, asked, f"{MANY}/bat-dau", **form).location == answer.location
    assert [event.action for event in first.journal].count("prepare") == 1, "sent twice, done once"


@pytest.mark.usefixtures("database")
def test_a_run_that_was_cut_goes_on_where_it_stopped(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossiers = [ADossier(State.ACCEPTED) for _n in range(3)]
    officer = AnOfficer(Role.COMMUNE_JUSTICE, dossiers[0].commune)
    key, actor = uuid4(), officer.actor
    chosen = {each.id: each.row_version for each in dossiers}
    bulk_steps.begin(key, Action.PREPARE, chosen, actor=actor, facts={})
    with transaction():
        assert bulk_steps.go_on(key, actor=actor)
    assert states(*dossiers).count(State.PREPARED) == 1
    colleague = AnOfficer(Role.COMMUNE_JUSTICE, dossiers[0].commune)
    assert browser_of(app, colleague).get(f"{MANY}/{key}").status_code == 404
    desk = Desk(browser_of(app, officer), officer)
    assert "Dừng trước khi xong" in desk.see(f"{MANY}/")
    monkeypatch.setattr(views, "SECONDS_AT_A_TIME", 0)
    for left in (1, 0):
        page = desk.see(f"{MANY}/{key}")
        assert "data-go-on" in page
        answer = sent(desk, page, f"{MANY}/{key}")
        assert answer.status_code == 302
        assert states(*dossiers).count(State.ACCEPTED) == left
    assert "data-go-on" not in desk.see(f"{MANY}/{key}")


@pytest.mark.usefixtures("database")
def test_nobody_does_with_many_what_one_step_would_not_let_him(app: Flask) -> None:
    dossier = ADossier(State.TO_SIGN)
    row = f"{dossier.id}.{dossier.row_version}"
    justice = AnOfficer(Role.COMMUNE_JUSTICE, dossier.commune)
    leader = AnOfficer(Role.COMMUNE_LEADER, dossier.commune)
    desk = Desk(browser_of(app, justice), justice)
    form: dict[str, Any] = {
        "key": str(uuid4()),
        "action": "send_back",
        "rowid": row,
        "reason": "Thiếu quê quán",
    }
    told = desk.see(desk.send(TOKEN, f"{MANY}/bat-dau", **form).location)
    assert "Không được phép" in told or "không được" in told.lower()
    assert states(dossier) == [State.TO_SIGN]
    assert "rowid" not in desk.send(TOKEN, f"{MANY}/hoi", action="sign", rowid=row).text
    reader = AnOfficer(Role.DISTRICT_OFFICE)
    district = Desk(browser_of(app, reader), reader)
    assert "rowid" not in district.see(f"{DESK}?hang=all")
    assert district.send(TOKEN, f"{MANY}/bat-dau", **form).status_code == 403

    desk = Desk(browser_of(app, leader), leader)
    asked = desk.send(TOKEN, f"{MANY}/hoi", action="send_back", rowid=row).text
    form = {
        "key": hidden(asked, "key"),
        "action": "send_back",
        "rowid": [*boxes(asked)],
    }
    again = sent(desk, asked, f"{MANY}/bat-dau", **form, reason=" ")
    assert "mc-errors" in again.text
    assert boxes(again.text) == {row: True}
    sent(desk, again.text, f"{MANY}/bat-dau", **form, reason="Thiếu quê quán")
    assert states(dossier) == [State.PREPARED]
    assert dossier.journal[-1].reason == "Thiếu quê quán"


@pytest.mark.usefixtures("database")
def test_all_that_match_are_chosen_but_never_more_than_one_run_takes(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossiers = [ADossier(State.ACCEPTED) for _n in range(3)]
    officer = AnOfficer(Role.COMMUNE_JUSTICE, dossiers[0].commune)
    desk = Desk(browser_of(app, officer), officer)
    everything = {"action": "prepare", "all": "1", "hang": "to_prepare"}
    assert len(boxes(desk.send(TOKEN, f"{MANY}/hoi", **everything).text)) == 3
    monkeypatch.setattr(views, "AT_MOST", 2)
    page = desk.send(TOKEN, f"{MANY}/hoi", **everything).text
    assert len(boxes(page)) == 2
    assert "mc-note--warn" in page
    rows = [f"{each.id}.{each.row_version}" for each in dossiers]
    refused = desk.send(TOKEN, f"{MANY}/hoi", action="prepare", rowid=rows)
    assert refused.status_code in {302, 409}


@pytest.mark.usefixtures("database")
def test_dossiers_are_given_and_taken_over_many_at_a_time(app: Flask) -> None:
    dossiers = [ADossier(State.ACCEPTED) for _n in range(3)]
    commune = dossiers[0].commune
    an, binh = (AnOfficer(Role.COMMUNE_JUSTICE, commune, name=name) for name in ("An", "Bình"))
    desk = Desk(browser_of(app, an), an)
    page = desk.see(f"{DESK}?hang=to_prepare")
    shown = [*boxes(page)]
    asked = sent(desk, page, f"{MANY}/hoi", action="assign", rowid=shown).text
    form = {"key": hidden(asked, "key"), "action": "assign", "rowid": shown}
    assert "mc-errors" in sent(desk, asked, f"{MANY}/bat-dau", **form, to=str(uuid4())).text
    sent(desk, asked, f"{MANY}/bat-dau", **form, to=str(binh.staff.id))
    db.session.expire_all()
    assert {each.assigned_to_id for each in dossiers} == {binh.staff.id}

    listed = desk.see("/can-bo/ho-so/list/")
    keys = [*boxes(listed)]
    assert sorted(keys) == sorted(str(each.id) for each in dossiers)
    matching = desk.see("/can-bo/ho-so/tat-ca/?_flt_0_state=ready")
    assert (boxes(matching), 'value="take_over"' in matching) == ({}, False)
    assert len(boxes(desk.see("/can-bo/ho-so/tat-ca/?_flt_0_state=accepted"))) == 3
    token = hidden(listed, "csrf_token")
    ticked = {"csrf_token": token, "action": "many", "rowid": keys}
    led = desk.client.post("/can-bo/ho-so/action_post", data=ticked)
    assert (led.status_code, led.location) == (307, f"{MANY}/chon")
    chosen = desk.client.post(led.location, data=ticked)
    rows = [*boxes(chosen.text)]
    assert 'value="take_over"' in chosen.text
    assert 'value="assign"' not in chosen.text, "they are a colleague's to give"
    asked = sent(desk, chosen.text, f"{MANY}/hoi", action="take_over", rowid=rows).text
    form = {"key": hidden(asked, "key"), "action": "take_over", "rowid": rows}
    sent(desk, asked, f"{MANY}/bat-dau", **form, reason="Anh Bình nghỉ phép")
    db.session.expire_all()
    assert {each.assigned_to_id for each in dossiers} == {an.staff.id}
    assert {each.journal[-1].reason for each in dossiers} == {"Anh Bình nghỉ phép"}


@pytest.mark.usefixtures("database")
def test_the_list_offers_steps_to_whoever_may_take_them(app: Flask) -> None:
    commune = ADossier(State.ACCEPTED).commune
    roles = (Role.COMMUNE_JUSTICE, Role.COMMUNE_LABOUR, Role.COMMUNE_JUSTICE)
    desks = [
        Desk(browser_of(app, AnOfficer(role, commune)), AnOfficer(role, commune)) for role in roles
    ]
    pages = [desk.see("/can-bo/ho-so/list/") for desk in desks]
    assert ["/can-bo/ho-so/tat-ca/" in page for page in pages] == [True, False, True]


def test_of_two_requests_of_one_run_each_takes_other_rows(app: Flask, committed: Database) -> None:
    dossiers = [ADossier(State.ACCEPTED) for _n in range(4)]
    chosen = {each.id: each.row_version for each in dossiers}
    actor, key = AnOfficer(Role.COMMUNE_JUSTICE, dossiers[0].commune).actor, uuid4()
    with transaction():
        bulk_steps.begin(key, Action.PREPARE, chosen, actor=actor, facts={})
    db.session.remove()

    def work(_n: int) -> int:
        taken, follows = 0, True
        with app.app_context():
            while follows:
                with transaction():
                    follows = bulk_steps.go_on(key, actor=actor)
                taken += 1
            db.session.remove()
        return taken

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, range(2))) <= len(chosen) + 1
    run = bulk.own_run(key, actor)
    assert [row["outcome"] for row in run.rows] == [BulkOutcome.DONE] * len(chosen)
    with committed.connect() as line:
        prepared = "select count(*) from dossier_event where action = 'prepare'"
        assert line.execute(prepared).fetchone() == (len(chosen),)
