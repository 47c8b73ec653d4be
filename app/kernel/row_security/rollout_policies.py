"""Row-level security of training and roll-out, part of ``policies.py``."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.row_security.conditions import (
    ABOUT_ANOTHER,
    ANYBODY,
    KEEPS_THE_SYSTEM,
    Rows,
    everywhere_or,
    in_units,
    own,
    read,
    there,
)

_NEAR = everywhere_or(
    f"{read('unit_id')} or {own('unit_id')} or {in_units('unit_id', 'mc_manages')}"
)
"""Of a unit that the person works in, reads or manages."""
_KEEPS = f"({own('unit_id')} or {in_units('unit_id', 'mc_manages')})"
"""Of a unit that the person works in or manages."""
_NEAR_THE_POINT = (
    f"({read('there.unit_id')} or {own('there.unit_id')}"
    f" or {in_units('there.unit_id', 'mc_manages')})"
)
_LEADS = f"('commune_leader' = any ((select mc_roles())::text[]) and {own('unit_id')})"
_WRITES_LISTS = f"({in_units('unit_id', 'mc_manages')} or {_LEADS})"
_DECIDES_LISTS = (
    f"({KEEPS_THE_SYSTEM} or ({in_units('unit_id', 'mc_manages')} and "
    + there("unit", "there.id = unit_id and there.kind = 'commune'")
    + "))"
)
"""A district's list is approved by the city, a commune's by its district."""


def _of_a_list(condition: str = "true") -> str:
    """The staff list is visible to the user and meets the condition."""
    return there("staff_list", f"there.id = list_id and {condition}")


_NAMES_ANOTHER = "not " + there(
    "staff",
    "there.id = (select mc_staff()) and"
    " (there.id_number = staff_list_line.id_number or there.phone = staff_list_line.phone)",
)
"""The line does not bear the user's own numbers."""
_DECIDES_FOR_OTHERS = (
    "(state <> 'approved' or not (coalesce((select mc_staff()) = any (writers), false)"
    " or coalesce((select mc_staff()) = made_by_id, false)"
    " or mc_is_listed(id)))"
)
"""Whoever wrote a part of a list, handed it in, or stands on it, does not approve it."""
_LINES_OPEN = (
    "there.state in ('draft', 'returned') and"
    f" ({in_units('there.unit_id', 'mc_manages')} or"
    f" ('commune_leader' = any ((select mc_roles())::text[]) and {own('there.unit_id')}))"
)
_LINES_JUDGED = (
    "there.state = 'submitted' and"
    f" ({KEEPS_THE_SYSTEM} or {in_units('there.unit_id', 'mc_manages')})"
)
_MY_UPLOAD = "by_id = (select mc_staff())"
_SIGNS = (
    "((select mc_roles())::text[] && array['district_leader', 'commune_leader'] and "
    f"{read('unit_id')})"
)
_MANAGES_STAFF = there(
    "staff", f"there.id = staff_id and {in_units('there.unit_id', 'mc_manages')}"
)

_LEADS_HERE = (
    "((select mc_roles())::text[] && array['commune_leader', 'district_leader']"
    f" and {own('head_unit_id')})"
)
_HANDS_OVER = (
    "(staff_id <> (select mc_staff()) and (given_by is null or given_by <> (select mc_staff()))"
    f" and ({_LEADS_HERE} or (head_unit_id is null and {KEEPS_THE_SYSTEM})))"
)
"""The head of the unit gives a sealed slip to its person; ``mc_open_slip`` looks closer."""


ROLLOUT_ROWS: Mapping[str, Rows] = {
    "training_class": Rows.written(
        see="(select mc_user()) is not null", write=in_units("unit_id", "mc_manages")
    ),
    "training_session": Rows.written(
        see="(select mc_user()) is not null",
        write=there(
            "training_class", f"there.id = class_id and {in_units('there.unit_id', 'mc_manages')}"
        ),
    ),
    **dict.fromkeys(
        ("training_course", "training_question", "training_choice"),
        Rows.written(see="(select mc_user()) is not null", write=KEEPS_THE_SYSTEM),
    ),
    "training_check_in": Rows.written(
        see=everywhere_or(there("attendance", "there.id = attendance_id")),
        write=there("attendance", "there.id = attendance_id and mc_keeps_record(there.id)"),
    ),
    "training_certificate": Rows(
        see=everywhere_or(there("attendance", "there.id = attendance_id")),
        add=there("attendance", "there.id = attendance_id and mc_keeps_record(there.id)"),
    ),
    **dict.fromkeys(
        ("rollout_phase", "rollout_need", "responsible_party", "rollout_guidance"),
        Rows.written(see="(select mc_user()) is not null", write=KEEPS_THE_SYSTEM),
    ),
    "staff_list": Rows(
        see=everywhere_or(in_units("unit_id", "mc_people")),
        add=f"{_WRITES_LISTS} and state = 'draft' and made_by_id = (select mc_staff())",
        change=f"({_WRITES_LISTS} and state <> 'approved')"
        f" or ({_DECIDES_LISTS} and {_DECIDES_FOR_OTHERS})",
    ),
    "staff_list_line": Rows(
        see=everywhere_or(_of_a_list()),
        add=f"{_of_a_list(_LINES_OPEN)} and {_NAMES_ANOTHER}",
        change=_of_a_list(f"(({_LINES_OPEN} and {_NAMES_ANOTHER}) or {_LINES_JUDGED})"),
        remove=f"{_of_a_list(_LINES_OPEN)} and {_NAMES_ANOTHER}",
    ),
    "staff_list_upload": Rows(
        see=_MY_UPLOAD, add=f"{_MY_UPLOAD} and {_of_a_list(_LINES_OPEN)}", change=_MY_UPLOAD
    ),
    "staff_list_event": Rows(see=_of_a_list(), add=_of_a_list()),
    "account_round": Rows(
        see=in_units("unit_id", "mc_manages"), add=in_units("unit_id", "mc_manages")
    ),
    "account_issue": Rows(
        see=everywhere_or(there("staff", "there.id = staff_id")),
        add=f"{ABOUT_ANOTHER} and {_MANAGES_STAFF}",
    ),
    "sealed_slip": Rows(see=f"{in_units('unit_id', 'mc_manages')} or {_HANDS_OVER}"),
    "clearance_waiver": Rows(
        see=everywhere_or(there("staff", "there.id = staff_id")),
        add=f"{KEEPS_THE_SYSTEM} and by_id = (select mc_staff()) and {ABOUT_ANOTHER}",
    ),
    "site_condition": Rows(see=_NEAR, add=f"({in_units('unit_id', 'mc_manages')} or {_LEADS})"),
    "sms_check": Rows.written(
        see=_NEAR, write=f"staff_id = (select mc_staff()) and {own('unit_id')}"
    ),
    "readiness_decision": Rows(
        see=_NEAR,
        add=f"by_id = (select mc_staff()) and (case when verdict in ('go', 'no_go')"
        f" then {_SIGNS} else {KEEPS_THE_SYSTEM} end)",
    ),
    "readiness_day": Rows(see=_NEAR),
    "equipment_fault": Rows(
        see=_NEAR,
        add=f"reported_by_id = (select mc_staff()) and {_NEAR}",
        change=_KEEPS,
    ),
    "public_notice": Rows(see=_NEAR, add=_KEEPS, change=_KEEPS),
    # citizens see where they are helped
    "assisted_point": Rows(see=ANYBODY, add=_KEEPS, change=_KEEPS),
    "assisted_duty": Rows.written(
        see=there("assisted_point", f"there.id = point_id and {_NEAR_THE_POINT}"),
        write=there(
            "assisted_point",
            f"there.id = point_id and ({own('there.unit_id')}"
            f" or {in_units('there.unit_id', 'mc_manages')})",
        ),
    ),
}
"""Training, staff lists, accounts by phase, readiness and outreach."""
