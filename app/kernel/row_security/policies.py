"""Row-level security policies, table by table.

Every table with personal data has its lines here, or its reason in ``WITHOUT``. A line is a
condition over the scope of the transaction (``scope_functions.py``); each function is wrapped in
``(select …)`` so that it is called once per statement, not once per row. The queries have their own
filter to find the rows; the policy is the second check. ``sync.py`` applies this map.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.kernel.row_security.conditions import (
    ABOUT_ANOTHER,
    ANYBODY,
    NEVER,
    Rows,
    everywhere_or,
    in_units,
)
from app.kernel.row_security.conditions import KEEPS_THE_SYSTEM as _KEEPS_THE_SYSTEM
from app.kernel.row_security.conditions import own as _own
from app.kernel.row_security.conditions import read as _read
from app.kernel.row_security.conditions import there as _there
from app.kernel.row_security.grants import OWNER, PUBLIC, WEB, WORKER
from app.kernel.row_security.rollout_policies import ROLLOUT_ROWS

PEOPLE = (WEB, PUBLIC)
"""Roles that serve people, officers or citizens; ``grants.py`` limits the second further."""


@dataclass(frozen=True)
class Policy:
    """A policy of one table, as passed to PostgreSQL."""

    table: str
    name: str
    roles: tuple[str, ...]
    command: str
    using: str | None
    check: str | None

    @property
    def definition(self) -> str:
        """The part after ``create policy``."""
        using = f" using ({self.using})" if self.using else ""
        check = f" with check ({self.check})" if self.check else ""
        roles = ", ".join(self.roles)
        return f"{self.name} on {self.table} for {self.command} to {roles}{using}{check}"


_THE_DOSSIER = "(select mc_dossier())"
_THE_DRAFT = "(select mc_draft())"
_AT_AGENCY = "('sent', 'received', 'completing', 'answered', 'refused', 'collected')"
"""States in which an agency knows of a packet (``handoffs.queries.AT_AGENCY``)."""

_REHEARSES = "(select coalesce(mc_practice(), false))"
_HERE = f"is_rehearsal = {_REHEARSES}"
"""Rehearsals are visible from the practice space only, and to the citizen of the rehearsal."""
_BOOK_HERE = f"(kind = 'practice') = {_REHEARSES}"

_SEES_DOSSIER = f"({_read('commune_id')} and {_HERE}) or id = {_THE_DOSSIER}"
_WORKS_ON_DOSSIER = f"({_own('commune_id')} and {_HERE}) or id = {_THE_DOSSIER}"
_HOLDS = f"({_own('holder_unit_id')} and state in {_AT_AGENCY})"
_OFFICE_SEES_LEG = f"({_read('commune_id')} or {_HOLDS}) and {_HERE}"
_SEES_LEG = f"({_OFFICE_SEES_LEG}) or dossier_id = {_THE_DOSSIER}"
_WORKS_ON_LEG = f"({_own('commune_id')} or {_HOLDS}) and {_HERE}"

# the subquery is itself subject to the policy of the related table
_OF_A_DOSSIER = f"((select mc_city()) or {_there('dossier', 'there.id = dossier_id')})"
_OF_MY_DOSSIER = _there(
    "dossier",
    f"there.id = dossier_id and ({_own('there.commune_id')} or there.id = {_THE_DOSSIER})",
)
_OF_A_LEG = "(leg_id is not null and " + _there("leg", "there.id = leg_id") + ")"
_OF_MY_LEG = (
    "(leg_id is not null and "
    + _there("leg", f"there.id = leg_id and {_own('there.holder_unit_id')}")
    + ")"
)
_HOLDERS_PART = "(direction, party) in (('out', 'taker'), ('back', 'giver'))"
"""Entries that an agency makes for a packet; the commune enters them from a signed sheet."""
_MY_ACCOUNT = "user_id = (select mc_user())"
_SUPERVISES = (
    "(select mc_roles())::text[]"
    " && array['city_admin', 'city_justice', 'district_justice', 'district_it']"
)
"""Roles that supervise the accesses and changes of a unit (``accounts.roles.SUPERVISOR``)."""
_OVERSEES = (
    f"({_SUPERVISES} and ({in_units('unit_id', 'mc_reads')} or {in_units('unit_id', 'mc_manages')}"
    f" or (select mc_city()) or {_KEEPS_THE_SYSTEM}))"
)


def _of_my_district(column: str, role: str) -> str:
    """The user has the role in the district of the column."""
    mine = _there("unit", f"{_own('there.id')} and there.district_id = {column}")
    return f"('{role}' = any ((select mc_roles())::text[]) and {mine})"


_OF_MY_DEPUTY = (
    "(stands_for_id is not null and role = 'commune_leader' and mc_leads(stands_for_id, unit_id))"
)
"""A leader appoints a deputy during an absence (``accounts.operations.deputies``)."""
_STANDS_IN = "mc_stands_in(stands_for_id, unit_id, staff_id)"
_CLEARED = (
    f"(case when stands_for_id is not null then {_STANDS_IN} else"
    " mc_cleared(staff_id, unit_id, role, coalesce(lower(during), '-infinity')) end)"
)
"""A posting needs list, training and phase; a leader's deputy needs none of them."""
_MINE_OR_JUST_NOW = (
    "staff_id = (select mc_staff())"
    " or (staff_id is null and at > transaction_timestamp() - interval '1 minute')"
)
"""The statement that adds a journal row reads it back."""

_MINE = "staff_id = (select mc_staff())"
_IS_STAFF = "(select mc_staff()) is not null"

_URGES = (
    "(action = 'urge' and leg_id is null"
    " and (select mc_roles())::text[] && array['district_leader', 'district_justice'] and "
    + _there("dossier", f"there.id = dossier_id and {in_units('there.commune_id', 'mc_reads')}")
    + ")"
)
"""The only event the district may add to a dossier is urging the commune."""
_OF_THE_LEG_BESIDE = (
    "there.id = deadline_pause.subject_id and there.dossier_id = deadline_pause.dossier_id"
)
"""The leg whose clock a ledger row is about, within the dossier that the row names."""


def _of_look_up(of: str) -> str:
    """Requested by this person, or from a dossier that this person may read or is the citizen of.

    ``of`` is the table or alias of the log row.
    """
    asked = f"{of}.staff_id = (select mc_staff())"
    return f"({asked} or mc_sees_look_up({of}.dossier_id, {of}.draft_id))"


_OPENS_NOTHING = "template <> 'asked/account_link'"
"""The words of a message that opens an account are read by the worker alone."""
_HEADS = f"('commune_leader' = any ((select mc_roles())::text[]) and {_own('unit_id')})"

DOSSIER_PART = Rows.written(_OF_A_DOSSIER, _OF_MY_DOSSIER)
DRAFT = f"id = {_THE_DRAFT}"

ROWS: Mapping[str, Rows] = {
    "draft": Rows(DRAFT, f"not is_rehearsal or {_REHEARSES}", DRAFT, DRAFT),
    "dossier": Rows(
        see=_SEES_DOSSIER,
        add=(
            f"({_own('commune_id')} and {_HERE})"
            " or (commune_id = (select mc_draft_commune()) and not is_rehearsal)"
        ),
        change=_WORKS_ON_DOSSIER,
    ),
    "dossier_person": Rows(see="(select mc_city())"),
    "answers_revision": DOSSIER_PART,
    "deadline_pause": Rows.written(
        see=f"{_OF_A_DOSSIER} or {_there('leg', _OF_THE_LEG_BESIDE)}",
        write=f"{_OF_MY_DOSSIER} or "
        + _there("leg", f"{_OF_THE_LEG_BESIDE} and {_own('there.holder_unit_id')}"),
    ),
    "deadline_extension": DOSSIER_PART,
    "supplement_request": DOSSIER_PART,
    "promise_change": Rows(see=_OF_A_DOSSIER, add=_OF_MY_DOSSIER),
    "fee": DOSSIER_PART,
    "submission_key": Rows(
        see=_OF_A_DOSSIER,
        add=f"(key = {_THE_DRAFT} and mc_is_just_sent(dossier_id)) or {_OF_MY_DOSSIER}",
    ),
    "paper": Rows.written(
        see=f"draft_id = {_THE_DRAFT} or {_OF_A_DOSSIER} or {_OF_A_LEG}",
        write=f"draft_id = {_THE_DRAFT} or {_OF_MY_DOSSIER} or {_OF_MY_LEG}",
    ),
    "dossier_event": Rows(
        see=f"{_OF_A_DOSSIER} or {_OF_A_LEG}",
        add=f"{_OF_MY_DOSSIER} or {_OF_MY_LEG} or {_URGES}",
    ),
    "leg": Rows(see=_SEES_LEG, add=f"{_own('commune_id')} and {_HERE}", change=_WORKS_ON_LEG),
    "packet": Rows(
        see=_there("leg", f"there.id = leg_id and ({_OFFICE_SEES_LEG})"),
        add=_there("leg", f"there.id = leg_id and {_own('there.commune_id')}"),
    ),
    "custody_move": Rows(
        see=f"{_OF_A_DOSSIER} or {_OF_A_LEG}",
        add=f"{_OF_MY_DOSSIER} or {_OF_MY_LEG}",
    ),
    "handover": Rows(
        see=f"({_read('commune_id')} or {_own('holder_unit_id')})"
        f" and {_there('leg', 'there.id = leg_id')}",
        add=f"{_own('commune_id')} or ({_own('holder_unit_id')} and {_HOLDERS_PART})",
    ),
    "handover_sheet": Rows(
        see=f"({_read('commune_id')} or {_own('holder_unit_id')}) and {_HERE}",
        add=f"{_own('commune_id')} and {_HERE}",
        change=f"{_own('commune_id')} and {_HERE}",
    ),
    "handover_sheet_line": Rows(
        see=_there("handover_sheet", "there.id = sheet_id"),
        add=_there("handover_sheet", f"there.id = sheet_id and {_own('there.commune_id')}"),
        change=_there("handover_sheet", f"there.id = sheet_id and {_own('there.commune_id')}"),
    ),
    "reconciliation": Rows(see=f"{_read('commune_id')} or {_own('holder_unit_id')}"),
    "commune_transfer": Rows(
        see=(
            f"{_read('from_commune_id')} or dossier_id = {_THE_DOSSIER}"
            f" or (passed_at is not null and {_read('to_commune_id')})"
        ),
        add=f"{_own('from_commune_id')} and {_OF_MY_DOSSIER}",
        change=f"{_own('from_commune_id')} or dossier_id = {_THE_DOSSIER}",
    ),
    "register_book": Rows.written(
        see=f"{_read('unit_id')} and {_BOOK_HERE}", write=f"{_own('unit_id')} and {_BOOK_HERE}"
    ),
    "entry_counter": Rows.written(
        see=f"{_own('unit_id')} and {_BOOK_HERE}", write=f"{_own('unit_id')} and {_BOOK_HERE}"
    ),
    "fee_move": Rows(
        see=f"{_read('commune_id')} and {_there('dossier', 'there.id = dossier_id')}",
        add=f"{_own('commune_id')} and {_OF_MY_DOSSIER}",
    ),
    "treasury_payment": Rows(
        see=f"{_read('commune_id')} and not {_REHEARSES}",
        add=f"{_own('commune_id')} and not {_REHEARSES}",
    ),
    "slip": Rows(
        see=f"{_read('commune_id')} and {_HERE}",
        add=f"{_own('commune_id')} and {_HERE} and (dossier_id is null or {_OF_MY_DOSSIER})",
    ),
    "slip_counter": Rows.written(see=_own("commune_id"), write=_own("commune_id")),
    "register_entry": Rows(
        see=f"{_read('unit_id')} and {_BOOK_HERE}", add=f"{_own('unit_id')} and {_BOOK_HERE}"
    ),
    "staff": Rows(
        see=f"{in_units('unit_id', 'mc_people')} or id = (select mc_staff())",
        add=in_units("unit_id", "mc_manages"),
        change=in_units("unit_id", "mc_manages"),
    ),
    "posting": Rows(
        see=f"{in_units('unit_id', 'mc_people')} or staff_id = (select mc_staff())",
        add=f"{ABOUT_ANOTHER} and"
        f" (({in_units('unit_id', 'mc_manages')} and {_CLEARED})"
        f" or ({_OF_MY_DEPUTY} and {_STANDS_IN}))",
        change=f"{ABOUT_ANOTHER} and ({in_units('unit_id', 'mc_manages')} or {_OF_MY_DEPUTY})",
        remove=f"{ABOUT_ANOTHER} and {in_units('unit_id', 'mc_manages')}",
    ),
    "unit": Rows(see=ANYBODY, change=in_units("id", "mc_manages")),
    "opening": Rows.written(see=ANYBODY, write=in_units("unit_id", "mc_manages")),
    "local_limit": Rows.written(
        see=ANYBODY,
        write=f"{_KEEPS_THE_SYSTEM} or {_of_my_district('unit_id', 'district_justice')}",
    ),
    "health_facility": Rows.written(
        see=ANYBODY,
        write=f"{_KEEPS_THE_SYSTEM} or {_of_my_district('district_id', 'insurance')}",
    ),
    **ROLLOUT_ROWS,
    "attendance": Rows.written(
        see=everywhere_or(_there("staff", "there.id = staff_id")),
        write=f"{ABOUT_ANOTHER} and "
        + _there("staff", f"there.id = staff_id and {in_units('there.unit_id', 'mc_manages')}"),
    ),
    "message": Rows(
        see=f"{_OPENS_NOTHING} and ((((select mc_city()) or {_KEEPS_THE_SYSTEM}) and {_HERE})"
        f" or {_there('dossier', 'there.id = subject_id')})",
        add=f"{_there('dossier', 'there.id = subject_id')} or "
        + _there("sms_check", "there.id = subject_id and there.staff_id = (select mc_staff())"),
        change=_there("dossier", f"there.id = subject_id and {_own('there.commune_id')}"),
    ),
    "sandbox_message": Rows(
        see=f"(select mc_city()) and {_there('message', 'there.id = message_id')}"
    ),
    # reports and incoming messages arrive at an address that cannot be guessed
    "delivery_report": Rows(see=_there("message", "there.id = message_id"), add=ANYBODY),
    "inbound_message": Rows(see=f"({_KEEPS_THE_SYSTEM} or (select mc_city()))", add=ANYBODY),
    "opt_out": Rows(see=f"({_KEEPS_THE_SYSTEM} or (select mc_city()))"),
    "call_task": Rows(
        see=_read("unit_id"),
        add=_there("dossier", "there.id = about"),
        change=_own("unit_id"),
    ),
    "notice_preference": Rows.written(see=_MINE, write=_MINE),
    "one_time_code": Rows(see=NEVER, add=ANYBODY),
    "message_wording": Rows(
        see=ANYBODY,
        add=f"({_KEEPS_THE_SYSTEM} or 'city_justice' = any ((select mc_roles())::text[]))"
        " and by_id = (select mc_staff())",
    ),
    "delivery_attempt": Rows(see=_there("message", "there.id = message_id")),
    "second_factor_reset": Rows(see=f"{_MY_ACCOUNT} or by_id = (select mc_staff())"),
    "pending_form": Rows(see=_MY_ACCOUNT, add=ANYBODY, remove=_MY_ACCOUNT),
    "data_request": Rows(
        see="staff_id = (select mc_staff())",
        add="staff_id = (select mc_staff()) and (select mc_city())",
    ),
    "dossier_note": Rows(
        see=f"{_IS_STAFF} and {_OF_A_DOSSIER}",
        add=f"{_MINE} and {_OF_MY_DOSSIER}",
    ),
    "edit_lock": Rows(
        see=f"{_IS_STAFF} and {_OF_A_DOSSIER}",
        add=f"{_MINE} and {_OF_MY_DOSSIER}",
        change=f"{_MINE} and {_OF_MY_DOSSIER}",
        remove=f"{_IS_STAFF} and {_OF_MY_DOSSIER}",
    ),
    "inbox_rule": Rows.written(see=_read("unit_id"), write=_own("unit_id")),
    "bulk_run": Rows.written(see=_MINE, write=f"{_MINE} and {_own('unit_id')}"),
    "absence": Rows.written(
        see=f"{_own('unit_id')} or {in_units('unit_id', 'mc_people')} or {_MINE}",
        write=f"{_own('unit_id')} or {in_units('unit_id', 'mc_manages')}",
    ),
    "saved_view": Rows.written(
        see=(
            "owner_id = (select mc_staff())"
            f" or (unit_id is not null and {_own('unit_id')})"
            " or (role is not null and"
            f" (role = any ((select mc_roles())::text[]) or {_KEEPS_THE_SYSTEM}))"
        ),
        write=(
            f"(owner_id = (select mc_staff()) and (unit_id is null or {_own('unit_id')})"
            f" and role is null) or (role is not null and {_KEEPS_THE_SYSTEM})"
        ),
    ),
    # only mc_look_up reads people, with the owner's rights, for a logged request
    **dict.fromkeys(("resident", "household"), Rows(see=NEVER)),
    "resident_import": Rows(
        see="(select mc_city())",
        add="(select mc_city()) and by_id = (select mc_staff())",
        change="(select mc_city())",
    ),
    # the cheap conditions first: whoever oversees a unit reads no dossier to see its look-ups
    "population_lookup": Rows(see=f"{_OVERSEES} or {_HEADS} or {_of_look_up('population_lookup')}"),
    "population_answer": Rows(
        see=f"{_IS_STAFF} and "
        + _there("population_lookup", f"there.id = lookup_id and {_of_look_up('there')}")
    ),
    "population_question": Rows(
        see=_there("population_lookup", "there.id = lookup_id"),
        add=_there(
            "population_lookup",
            "there.id = lookup_id and there.staff_id = (select mc_staff())",
        ),
    ),
    "population_alarm": Rows(
        see=f"({_SUPERVISES}) and " + _there("population_lookup", "there.id = lookup_id"),
        change=f"({_SUPERVISES}) and " + _there("population_lookup", "there.id = lookup_id"),
    ),
    "population_outage": Rows.written(see=_IS_STAFF, write="(select mc_city())"),
    "duplicate_candidate": Rows(see=f"{_IS_STAFF} and {_OF_A_DOSSIER}", change=_OF_MY_DOSSIER),
    "duplicate_check": Rows(see=f"{_IS_STAFF} and {_OF_A_DOSSIER}"),
    "entry_number": Rows(see=_there("register_entry", "there.id = entry_id")),
    "audit_entry": Rows(see=f"{_OVERSEES} or {_MINE_OR_JUST_NOW}", add=ANYBODY),
    "access_entry": Rows(see=_OVERSEES, add=ANYBODY),
}
"""What people see and write. The worker is limited by its grants; it serves no request."""

WITHOUT: Mapping[str, str] = {
    "session": "read to learn who comes, written by functions; hashes of random tokens, no name",
    "ab_user": "read to learn who comes; holds a user name",
    "credential": "grants shut the hash of a password to all but the database's functions",
    "second_factor": "read to learn who comes; grants shut its secret, which is sealed besides",
    "code_try": "written and read by the database's functions; digests of codes that are over",
    "one_use_link": "read by whoever comes with a link, written by functions; no token of theirs",
    "training_exam_paper": "written on by whoever holds its token; questions and ticks, no name",
    "permission_version": "one number",
    "daily_counter": "a number a commune and day; whoever may send a dossier counts on",
    "role_reach": "how far each of the twelve roles reaches",
    "channel_health": "whether the gateway answers; no word of any message",
    "job_run": "when work by the clock ran",
    "journal_seal": "hashes, and how many rows were written",
    "resident_row": "grants shut it to all but the worker; COPY fills no table with policies",
    "journal_check": "when the seals were looked at, and keys of rows that are not as they were",
}
"""Tables that are no catalogue and have no policies, and why not."""


def policies() -> Iterator[Policy]:
    for table, rows in ROWS.items():
        yield Policy(table, "mc_see", PEOPLE, "select", rows.see, None)
        if rows.add != NEVER:
            yield Policy(table, "mc_add", PEOPLE, "insert", None, rows.add)
        if rows.change != NEVER:
            yield Policy(table, "mc_change", PEOPLE, "update", rows.change, rows.change)
        if rows.remove != NEVER:
            yield Policy(table, "mc_remove", PEOPLE, "delete", rows.remove, None)
        yield Policy(table, "mc_work", (WORKER,), "all", ANYBODY, ANYBODY)
        yield Policy(table, "mc_keep", (OWNER,), "all", ANYBODY, ANYBODY)
