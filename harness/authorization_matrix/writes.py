"""Whether a user may write a row: by plain facts, table by table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from harness.authorization_matrix.people import SUPERVISES, Rights
from harness.authorization_matrix.row_log import Written

TRAIL = frozenset({
    "audit_entry", "access_entry", "rate_limit", "session", "pending_form", "permission_version",
    "reference_version", "procrastinate_jobs", "procrastinate_events", "sign_in",
    "data_request", "saved_view", "notice_preference", "one_time_code", "inbound_message",
    "code_try",
})  # fmt: skip
"""Rows that the application writes about the user on any request."""
OF_DOSSIERS = frozenset({
    "dossier", "leg", "packet", "paper", "dossier_event", "answers_revision",
    "deadline_pause", "deadline_extension", "supplement_request", "promise_change", "fee",
    "submission_key", "message", "register_entry", "register_book", "entry_counter",
    "book_event", "entry_note", "earlier_entry",
    "daily_counter", "draft", "dossier_person", "slip", "slip_counter", "fee_move",
    "treasury_payment",
    "commune_transfer", "custody_move", "handover", "handover_sheet", "handover_sheet_line",
    "reconciliation", "dossier_note", "edit_lock", "inbox_rule", "bulk_run", "absence",
    "stock_phrase",
    "population_lookup", "population_answer", "population_question", "duplicate_candidate",
    "entry_number", "copied_entry", "keyed_entry", "scanned_page", "call_task", "delivery_report",
    "residence_notice",
    "issued_paper", "issued_paper_end", "blank_batch", "blank_use", "entry_proposal",
    "proposal_decision", "complaint", "satisfaction",
})  # fmt: skip
OF_PARTNERS = frozenset({
    "leg", "paper", "dossier_event", "deadline_pause", "deadline_extension", "message", "fee",
    "dossier", "custody_move", "handover", "residence_notice",
})  # fmt: skip
NEVER_CHANGED: Mapping[str, frozenset[str]] = {
    "dossier": frozenset({"id", "commune_id", "code", "secret_hash", "is_rehearsal", "channel"}),
    "leg": frozenset({"id", "dossier_id", "commune_id", "holder_unit_id", "code", "kind"}),
    "handover_sheet": frozenset({"id", "commune_id", "holder_unit_id", "direction", "year", "n"}),
    "handover_sheet_line": frozenset({"id", "sheet_id", "leg_id", "packet_n", "checksum"}),
    "paper": frozenset({"id", "storage_key", "sha256", "mime", "kind", "leg_id"}),
    "complaint": frozenset({"id", "dossier_id", "commune_id", "kind", "n", "number", "said"}),
    "posting": frozenset({"id", "staff_id", "unit_id", "role"}),
    "attendance": frozenset({"id", "staff_id", "class_id"}),
    "staff": frozenset({"id"}),
    "public_notice": frozenset({"id", "unit_id", "kind", "posted_on", "storage_key", "sha256"}),
    "assisted_point": frozenset({"id", "unit_id"}),
    "equipment_fault": frozenset({"id", "unit_id", "kind", "reported_at", "reported_by_id"}),
}
"""Immutable columns of each table."""
MANAGED = frozenset({
    "unit", "staff", "posting", "opening", "training_class", "attendance", "ab_user", "local_limit",
    "health_facility", "staff_list", "account_round", "site_condition", "account_issue",
    "staff_list_event", "staff_list_line", "staff_list_upload", "training_session",
    "training_check_in", "training_exam_paper", "training_certificate",
})  # fmt: skip
OF_OUTREACH = frozenset({"public_notice", "assisted_point", "assisted_duty", "equipment_fault"})
"""Written by the commune itself, and by its managers."""
OF_READINESS = frozenset({"sms_check", "readiness_decision"})
"""Written in a person's own name."""
OF_ACCOUNTS = frozenset({
    "credential", "one_use_link", "sealed_slip", "second_factor", "second_factor_reset",
})  # fmt: skip
"""Written by the managers of the person's unit, and by the person."""
UNIT_OF_NEW = {"dossier": "commune_id", "draft": "commune_id", "staff_list": "unit_id"}
"""Tables to whose new rows other rows of the same call point, and the column with their unit."""
SUPERVISING = frozenset({"district_leader", "district_justice"})
SIGNING, SIGNED = frozenset({"district_leader", "commune_leader"}), frozenset({"go", "no_go"})
"""Who decides whether a commune begins, and these decisions."""
CITY_ONLY = frozenset({
    "calendar_day", "ab_role", "ab_permission_view_role", "procedure", "procedure_version",
    "procedure_section", "procedure_question", "procedure_paper", "procedure_fee",
    "procedure_leg", "procedure_limit", "procedure_result",
})  # fmt: skip
OF_THE_CITY: Mapping[str, frozenset[str]] = {
    "population_outage": frozenset({"city_justice"}),
    "resident_import": frozenset({"city_justice"}),
    "message_wording": frozenset({"city_admin", "city_justice"}),
    **dict.fromkeys(
        (
            "training_course",
            "training_question",
            "training_choice",
            "rollout_guidance",
            "rollout_phase",
            "rollout_need",
            "responsible_party",
            "clearance_waiver",
        ),
        frozenset({"city_admin"}),
    ),
}
"""Written for everybody by offices of the city."""

Facts = Mapping[str, Any]


def forbidden(
    written: Iterable[Written], rights: Rights, person: Mapping[str, Any], facts: Facts
) -> list[str]:
    """The rows that this user should not have been able to write, as text."""
    rows = list(written)
    made = {
        str(each.new["id"]): each.new[UNIT_OF_NEW[each.table]]
        for each in rows
        if each.new and each.table in UNIT_OF_NEW and each.what == "INSERT"
    }
    return [
        f"{each.what} {each.table} {_named(each)}"
        for each in rows
        if each.table not in TRAIL and not _may(each, _Whose(rights, person, facts, made))
    ]


def _named(each: Written) -> str:
    row: Mapping[str, Any] = each.new or each.old or {}
    key = row.get("id", "")
    return f"{key} ({', '.join(sorted(each.changed))})" if each.changed else str(key)


class _Whose:
    """Facts about each row of one call."""

    def __init__(
        self, rights: Rights, person: Mapping[str, Any], facts: Facts, made: Mapping[str, int]
    ) -> None:
        self.rights, self.person, self.facts, self.made = rights, person, facts, made
        held = (facts["legs"].get(leg) for leg in rights.legs)
        self.packets_of = {leg["dossier"] for leg in held if leg}

    def commune(self, table: str, row: Mapping[str, Any]) -> int | None:
        for column in ("commune_id", "unit_id"):
            if row.get(column) is not None:
                return int(row[column])
        dossier = self.dossier(table, row)
        for known in (self.facts["dossiers"], self.facts["drafts"], self.made):
            for key in (dossier, str(row.get("draft_id"))):
                if key in known:
                    return int(known[key])
        return None

    def dossier(self, table: str, row: Mapping[str, Any]) -> str:
        if table in {"packet", "handover_sheet_line"}:
            return str(self.facts["legs"].get(str(row["leg_id"]), {}).get("dossier"))
        return str(
            {"dossier": row.get("id"), "message": row.get("subject_id")}.get(
                table, row.get("dossier_id")
            )
        )


def _may(each: Written, whose: _Whose) -> bool:
    if each.changed & NEVER_CHANGED.get(each.table, frozenset()):
        return False
    rows = [row for row in (each.old, each.new) if row is not None]
    judge = _may_managed
    if each.table in OF_DOSSIERS:
        judge = _may_dossier
    elif each.table in OF_OUTREACH:
        judge = _may_make_known
    elif each.table in OF_READINESS:
        judge = _may_make_ready
    elif each.table == "statistics_report":
        judge = _may_issue
    return all(judge(each.table, row, whose) for row in rows)


def _may_dossier(table: str, row: Mapping[str, Any], whose: _Whose) -> bool:
    rights = whose.rights
    if "citizen" in rights.roles:
        return _is_of_citizen(table, row, whose)
    commune = whose.commune(table, row)
    if commune in rights.works_in:
        return True
    if table == "dossier_event" and row["action"] == "urge":
        return commune in rights.reads and bool(rights.roles & SUPERVISING)
    if table == "dossier_event" and row["action"] == "reveal":
        return commune in rights.reads
    return table in OF_PARTNERS and _is_of_packet(table, row, whose)


def _is_of_citizen(table: str, row: Mapping[str, Any], whose: _Whose) -> bool:
    """The own draft and dossier, and those created by this very call."""
    own = whose.rights.legs | whose.made.keys()
    return table == "daily_counter" or bool(
        {str(row.get("id")), str(row.get("draft_id")), whose.dossier(table, row)} & own
    )


def _is_of_packet(table: str, row: Mapping[str, Any], whose: _Whose) -> bool:
    """An agency writes its own leg, and what its step moves in the dossier."""
    if table == "leg":
        return str(row["id"]) in whose.rights.legs
    if table in {"paper", "dossier_event", "custody_move", "handover"}:
        return str(row["leg_id"]) in whose.rights.legs
    return whose.dossier(table, row) in whose.packets_of


def _may_managed(table: str, row: Mapping[str, Any], whose: _Whose) -> bool:
    rights = whose.rights
    if table in CITY_ONLY:
        return "city_admin" in rights.roles
    if table in OF_THE_CITY:
        return bool(rights.roles & OF_THE_CITY[table])
    if table == "population_alarm":
        return _supervises(whose.facts["alarms"].get(str(row["id"])), rights)
    account = {"ab_user": row.get("id")}.get(table, row.get("user_id"))
    if table in OF_ACCOUNTS | {"ab_user"} and account == whose.person["user"]:
        return True
    if table not in MANAGED | OF_ACCOUNTS:
        return False
    unit = _unit_of(table, row, whose)
    if table in OF_ACCOUNTS | {"ab_user"} and unit is None:  # a new account: decided by its person
        return bool(rights.manages)
    if unit in rights.manages:
        return True
    near = {whose.facts["units"][str(own)] for own in rights.units} - {None}
    keeper = {"local_limit": "district_justice", "health_facility": "insurance"}.get(table)
    return keeper in rights.roles and unit in near


def _may_make_known(table: str, row: Mapping[str, Any], whose: _Whose) -> bool:
    return _unit_of(table, row, whose) in whose.rights.works_in | whose.rights.manages


def _may_make_ready(table: str, row: Mapping[str, Any], whose: _Whose) -> bool:
    """Go and no-go are signed by leaders, opened and closed by the city."""
    rights, unit = whose.rights, row["unit_id"]
    own = "staff_id" if table == "sms_check" else "by_id"
    if row[own] != whose.person["staff"]:
        return False
    if table == "sms_check":
        return unit in rights.units
    if row["verdict"] not in SIGNED:
        return "city_admin" in rights.roles
    return unit in rights.reads and bool(rights.roles & SIGNING)


def _may_issue(table: str, row: Mapping[str, Any], whose: _Whose) -> bool:
    """Reports of statistics are issued by the own unit."""
    return row["unit_id"] in whose.rights.units


def _supervises(unit: int | None, rights: Rights) -> bool:
    """Users who supervise the lookups of a unit."""
    near = rights.reads | rights.manages | rights.units
    return bool(rights.roles & SUPERVISES) and unit in near


POINTS: Mapping[str, tuple[str, str]] = {
    "attendance": ("staff", "staff_id"),
    "assisted_duty": ("points", "point_id"),
    "ab_user": ("users", "id"),
    "training_session": ("classes", "class_id"),
    **dict.fromkeys(OF_ACCOUNTS, ("users", "user_id")),
    **dict.fromkeys(
        ("training_check_in", "training_exam_paper", "training_certificate"),
        ("attendances", "attendance_id"),
    ),
    **dict.fromkeys(
        ("staff_list_event", "staff_list_line", "staff_list_upload"), ("lists", "list_id")
    ),
}
"""Tables whose rows have the unit of another row: the facts about that one, and its key."""


def _unit_of(table: str, row: Mapping[str, Any], whose: _Whose) -> int | None:
    if table in POINTS:
        facts, column = POINTS[table]
        key = str(row[column])
        unit: int | None = whose.facts[facts].get(key, whose.made.get(key))
        return unit
    return int(row[{"unit": "id", "health_facility": "district_id"}.get(table, "unit_id")])
