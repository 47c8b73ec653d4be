"""How evidence becomes a score, blockers and a light: for any evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.accounts.roles import Role
from app.rollout.models.outreach import PlaceKind
from app.rollout.models.readiness import GoLiveVerdict, SiteCheckKind
from app.rollout.rules import readiness as rules
from app.rollout.rules.plan import NEEDS
from app.rollout.rules.readiness import (
    WEIGHTS,
    Check,
    Count,
    Evidence,
    Light,
    Reading,
    Rehearsal,
    StaffingTarget,
    judge,
)

DAY = date(2016, 11, 8)
WANTED = {role: StaffingTarget(*need) for role, need in NEEDS.items()}
EVERYTHING = Evidence(
    people=dict.fromkeys(WANTED, Count(1, 1, 1)),
    readings=dict.fromkeys(SiteCheckKind, Reading(True, DAY)),
    rehearsal=Rehearsal("000.01.01.H26-161107-0001", receipt=True, through=True),
    sms=1,
    posted=len(PlaceKind),
    points=1,
)

counts = st.builds(Count, *(st.integers(0, 3) for _ in range(3)))
readings = st.builds(
    Reading, st.booleans(), st.dates(DAY - timedelta(days=200), DAY + timedelta(days=1))
)
evidences = st.builds(
    Evidence,
    people=st.dictionaries(st.sampled_from(Role), counts),
    readings=st.dictionaries(st.sampled_from(SiteCheckKind), readings),
    rehearsal=st.none()
    | st.builds(Rehearsal, st.just("H-1"), receipt=st.booleans(), through=st.booleans()),
    sms=st.integers(0, 2),
    posted=st.integers(0, 4),
    points=st.integers(0, 2),
    verdict=st.none() | st.sampled_from((GoLiveVerdict.GO, GoLiveVerdict.NO_GO)),
)
needs = st.dictionaries(
    st.sampled_from(Role), st.builds(StaffingTarget, st.integers(1, 4), st.booleans())
)


def test_the_weights_come_to_a_hundred_and_name_every_check() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert WEIGHTS.keys() == set(Check)


def test_a_commune_with_everything_is_ready() -> None:
    found = judge(EVERYTHING, WANTED, DAY)
    assert (found.score, found.blockers, found.light) == (100, (), Light.READY)


@given(evidences, needs)
def test_a_hundred_is_reached_exactly_when_nothing_stands_in_the_way(
    evidence: Evidence, wanted: dict[Role, StaffingTarget]
) -> None:
    found = judge(evidence, wanted, DAY)
    assert 0 <= found.score <= 100
    assert (found.score == 100) == (not found.blockers)
    assert list(found.blockers) == sorted(found.blockers, key=list(Check).index)
    said_no = evidence.verdict is GoLiveVerdict.NO_GO
    assert (found.light is Light.READY) == (not found.blockers and not said_no)


@given(evidences, st.sampled_from(Role), st.sampled_from(Count._fields))
def test_one_more_person_never_makes_a_commune_less_ready(
    evidence: Evidence, role: Role, what: str
) -> None:
    before = evidence.people.get(role, Count())
    more = before._replace(**{what: getattr(before, what) + 1})
    after = judge(replace(evidence, people={**evidence.people, role: more}), WANTED, DAY)
    now = judge(evidence, WANTED, DAY)
    assert after.score >= now.score
    assert set(after.blockers) <= set(now.blockers)


@given(st.integers(0, 120))
def test_a_reading_counts_for_sixty_days(age: int) -> None:
    old = Reading(True, DAY - timedelta(days=age))
    evidence = replace(EVERYTHING, readings={**EVERYTHING.readings, SiteCheckKind.WAN: old})
    assert judge(evidence, WANTED, DAY).blockers == (() if age <= 60 else (Check.WAN,))


def test_each_missing_thing_is_named_alone() -> None:
    lacking: dict[Check, dict[str, Any]] = {
        Check.TRAINED: {"people": {**EVERYTHING.people, Role.COMMUNE_LABOUR: Count(0, 1, 1)}},
        Check.SIGNED_IN: {"people": {**EVERYTHING.people, Role.COMMUNE_LEADER: Count(1, 1, 0)}},
        Check.AGENCIES: {"people": {**EVERYTHING.people, Role.POLICE: Count(0, 1, 0)}},
        Check.SMS: {"sms": 0},
        Check.REHEARSAL: {"rehearsal": Rehearsal("H-1", receipt=True, through=False)},
        Check.RECEIPT: {"rehearsal": Rehearsal("H-1", receipt=False, through=True)},
        Check.POSTING: {"posted": len(PlaceKind) - 1},
    }
    for check, less in lacking.items():
        found = judge(replace(EVERYTHING, **less), WANTED, DAY)
        assert found.blockers == (check,)
        assert found.light is Light.NEARLY


def test_nobody_opens_without_help_at_the_desk() -> None:
    found = judge(replace(EVERYTHING, points=0), WANTED, DAY)
    assert (found.light, found.blockers) == (Light.NEARLY, (Check.POINT,))
    assert found.score < 100


def test_a_no_of_the_leader_is_red_whatever_else_is_ready() -> None:
    found = judge(replace(EVERYTHING, verdict=GoLiveVerdict.NO_GO), WANTED, DAY)
    assert (found.light, found.blockers) == (Light.NOT_READY, ())


def test_agencies_need_no_training_and_no_district_office_holds_a_commune_up() -> None:
    people: dict[Role, Count] = {
        role: Count(0 if role in {Role.POLICE, Role.INSURANCE} else 1, 1, 1)
        for role in WANTED
        if role not in {Role.DISTRICT_IT, Role.DISTRICT_LEADER}
    }
    assert not judge(replace(EVERYTHING, people=people), WANTED, DAY).blockers
    assert rules.lacking({}, {Role.POLICE: WANTED[Role.POLICE]}, "came") == {Role.POLICE: 1}
