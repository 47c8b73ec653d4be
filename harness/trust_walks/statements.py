"""Acts as statements of the web process: what a page would send, and what only an attacker would.

Each act draws its own values; the policies, triggers, grants and functions of the database answer.
Making sessions and passwords is no act of these walks: ``harness.fallen_processes`` tries that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

ROLES = (
    "city_admin", "city_justice", "district_leader", "district_justice", "district_it",
    "commune_leader", "commune_reception", "commune_justice",
)  # fmt: skip
PERIODS = ("[2016-01-01,)", "[2016-11-01,2030-01-01)", "empty")
OUTCOMES = ("enrolled", "passed", "attended", "cancelled")
STATES = ("draft", "submitted", "approved", "returned")


@dataclass
class Hand:
    """What a walker draws from: keys by kind, the walker's own among them, and chance."""

    keys: Mapping[str, list[Any]]
    me: str
    chance: Random
    made: dict[str, list[Any]] = field(default_factory=dict)

    def one(self, kind: str) -> Any:
        """A key; what was made in this walk is drawn more often."""
        made = self.made.get(kind)
        if made and self.chance.random() < 0.5:
            return self.chance.choice(made)
        return self.chance.choice(self.keys[kind])

    def somebody(self) -> Any:
        """A person, the walker often enough."""
        return self.me if self.chance.random() < 0.25 else self.one("staff")

    def role(self) -> str:
        return self.chance.choice(ROLES)

    def seat(self) -> tuple[Any, int, str]:
        """Person, unit and role, half of the times one that others have decided."""
        drawn = self.chance.random()
        decided = [tuple(each) for each in self.keys["decided"]]
        own = [each for each in decided if each[0] == self.me]
        if own and drawn < 0.3:
            return self.chance.choice(own)
        if drawn < 0.6:
            return self.chance.choice(decided)
        return self.somebody(), self.one("unit"), self.role()

    def fresh(self, kind: str) -> str:
        """A new key of the walk's own."""
        key = str(UUID(int=self.chance.getrandbits(128), version=4))
        self.made.setdefault(kind, []).append(key)
        return key


Sent = tuple[str, tuple[Any, ...]]


def post(hand: Hand) -> Sent:
    values = (hand.fresh("posting"), *hand.seat(), hand.chance.choice(PERIODS))
    return (
        "insert into posting (id, staff_id, unit_id, role, title, during)"
        " values (%s, %s, %s, %s, 'x', %s)",
        values,
    )


def appoint_deputy(hand: Hand) -> Sent:
    values = (hand.fresh("posting"), hand.somebody(), hand.one("unit"), hand.one("posting"))
    return (
        "insert into posting (id, staff_id, unit_id, role, title, during, stands_for_id, because)"
        " values (%s, %s, %s, 'commune_leader', 'x', '[2016-11-01,2030-01-01)', %s, 'x')",
        values,
    )


def prolong(hand: Hand) -> Sent:
    during = hand.chance.choice(PERIODS)
    if hand.chance.random() < 0.5:
        return "update posting set during = %s where staff_id = %s", (during, hand.me)
    return "update posting set during = %s where id = %s", (during, hand.one("posting"))


def further_role(hand: Hand) -> Sent:
    return (
        "update posting set further_id = (select min(id) from ab_role) where staff_id = %s",
        (hand.somebody(),),
    )


def change_seat(hand: Hand) -> Sent:
    column, value = hand.chance.choice(
        [("role", hand.role()), ("unit_id", hand.one("unit")), ("staff_id", hand.me)]
    )
    return f"update posting set {column} = %s where id = %s", (value, hand.one("posting"))


def waive(hand: Hand) -> Sent:
    by = hand.me if hand.chance.random() < 0.7 else hand.one("staff")
    return (
        "insert into clearance_waiver (id, staff_id, unit_id, role, reason, at, by_id, xact)"
        " values (%s, %s, %s, %s, 'x', now(), %s, 0)",
        (hand.fresh("waiver"), *hand.seat(), by),
    )


def hire(hand: Hand) -> Sent:
    key = hand.fresh("staff")
    return (
        "insert into staff (id, full_name, folded, unit_id, phone, id_number, phone_writers)"
        " values (%s, 'Người Bịa', 'nguoi bia', %s, '0987654321', %s, '{}')",
        (key, hand.one("unit"), hand.chance.choice(("001180009999", "001000000010", None))),
    )


def change_person(hand: Hand) -> Sent:
    column, value = hand.chance.choice(
        [
            ("phone", "0987654321"),
            ("phone", None),
            ("id_number", "001000000000"),
            ("id_number", "001180009999"),
            ("unit_id", hand.one("unit")),
            ("user_id", hand.one("user")),
            ("user_id", None),
            ("phone_writers", []),
        ]
    )
    return f"update staff set {column} = %s where id = %s", (value, hand.somebody())


def begin_list(hand: Hand) -> Sent:
    by = hand.me if hand.chance.random() < 0.7 else hand.one("staff")
    return (
        "insert into staff_list (unit_id, phase, n, state, version, made_at, made_by_id, writers)"
        " values (%s, 1, %s, %s, 1, now(), %s, '{}') returning 'list', id",
        (hand.one("unit"), hand.chance.randrange(50, 99), hand.chance.choice(STATES), by),
    )


def write_line(hand: Hand) -> Sent:
    return (
        "insert into staff_list_line (id, list_id, n, full_name, folded, unit_id, role, title,"
        " phone, id_number, staff_id) values (%s, %s, 77, 'Người Bịa', 'nguoi bia', %s, %s, 'x',"
        " '0987654321', '001180009999', %s)",
        (
            hand.fresh("line"), hand.one("list"), hand.one("unit"), hand.role(),
            hand.chance.choice((None, hand.somebody())),
        ),
    )  # fmt: skip


def change_line(hand: Hand) -> Sent:
    column, value = hand.chance.choice(
        [
            ("role", hand.role()),
            ("unit_id", hand.one("unit")),
            ("id_number", "001180009999"),
            ("staff_id", hand.somebody()),
            ("remark", "x"),
            ("list_id", hand.one("list")),
        ]
    )
    return f"update staff_list_line set {column} = %s where id = %s", (value, hand.one("line"))


def remove_line(hand: Hand) -> Sent:
    return "delete from staff_list_line where id = %s", (hand.one("line"),)


def move_list(hand: Hand) -> Sent:
    state = hand.chance.choice(STATES)
    return (
        "update staff_list set state = %s, version = version + 1 where id = %s",
        (state, hand.one("list")),
    )


def take_people_in(hand: Hand) -> Sent:
    """What approving a list does for its lines."""
    return (
        "update staff_list_line l set staff_id = s.id from staff s"
        " where l.list_id = %s and s.id_number = l.id_number",
        (hand.one("list"),),
    )


def note_event(hand: Hand) -> Sent:
    return (
        "insert into staff_list_event (list_id, at, by_id, action, xact)"
        " values (%s, now(), %s, 'submit', 0)",
        (hand.one("list"), hand.one("staff")),
    )


def nominate(hand: Hand) -> Sent:
    return (
        "insert into attendance (id, class_id, staff_id, outcome, nominated_at)"
        " values (%s, %s, %s, %s, now())",
        (
            hand.fresh("attendance"), hand.one("class"), hand.somebody(),
            hand.chance.choice(OUTCOMES),
        ),
    )  # fmt: skip


def record_outcome(hand: Hand) -> Sent:
    outcome = hand.chance.choice(OUTCOMES)
    if hand.chance.random() < 0.5:
        return "update attendance set outcome = %s where staff_id = %s", (outcome, hand.me)
    return "update attendance set outcome = %s where id = %s", (outcome, hand.one("attendance"))


def check_in(hand: Hand) -> Sent:
    return (
        "insert into training_check_in (id, attendance_id, session_id, at, by_id, way)"
        " values (%s, %s, %s, now(), %s, 'hand')",
        (hand.fresh("check_in"), hand.one("attendance"), hand.one("session"), hand.me),
    )


def open_account(hand: Hand) -> Sent:
    name = f"u{hand.chance.getrandbits(40)}"
    return (
        "with u as (insert into ab_user (first_name, last_name, username, email, password, active)"
        " values ('', '', %s, %s, '', true) returning id),"
        " s as (update staff set user_id = u.id from u where staff.id = %s returning u.id)"
        " select 'user', id from s",
        (name, f"{name}@invalid", hand.somebody()),
    )


def give_link(hand: Hand) -> Sent:
    return (
        "select way, purpose from mc_send_link(%s, '[]', %s, %s, now(), %s)",
        (
            hand.somebody(), hand.chance.random() < 0.7, hand.chance.random() < 0.2,
            hand.one("staff"),
        ),
    )  # fmt: skip


def open_slip(hand: Hand) -> Sent:
    return (
        "select o.secret from (select id from sealed_slip where expires_at > clock_timestamp()"
        " order by given_at desc limit 1) l, mc_open_slip(l.id, current_date, %s) o",
        (hand.one("staff"),),
    )


def make_link(hand: Hand) -> Sent:
    return (
        "insert into one_use_link (token_hash, user_id, purpose, words, started_at, expires_at)"
        " values (sha256('mine'), %s, 'reset', '[]', now(), now() + interval '1 day')",
        (hand.one("user"),),
    )


def look_for_secrets(_hand: Hand) -> Sent:
    return "select facts ->> 'link' from message where template = 'asked/account_link'", ()


def move_unit(hand: Hand) -> Sent:
    column = hand.chance.choice(("parent_id", "district_id"))
    return f"update unit set {column} = %s where id = %s", (hand.one("unit"), hand.one("unit"))


ACTS: tuple[Callable[[Hand], Sent], ...] = (
    post, post, appoint_deputy, prolong, prolong, further_role, change_seat, waive, waive, hire,
    change_person, change_person, begin_list, write_line, write_line, change_line, remove_line,
    move_list, move_list, take_people_in, note_event, nominate, record_outcome, check_in,
    open_account, open_account, give_link, give_link, give_link, open_slip, open_slip, open_slip,
    make_link, look_for_secrets, move_unit,
)  # fmt: skip
"""Those that lead further stand here more than once."""
