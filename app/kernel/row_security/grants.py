"""The database roles, and the privileges of each on each table.

The officers' web process and the worker may read and write a table, but only add to a journal;
exceptions are in ``NARROWER`` and ``FOR_THE_PUBLIC``. ``sync.py`` brings a database into this
state.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.db import metadata
from app.kernel.row_security import triggers

OWNER, MIGRATE = "mc_owner", "mc_migrate"
WEB, PUBLIC, WORKER, LOADER = "mc_web", "mc_public", "mc_worker", "mc_loader"

ROLES: Mapping[str, str] = {
    OWNER: "nologin nobypassrls",
    MIGRATE: "login noinherit nobypassrls",
    WEB: "login nobypassrls",
    PUBLIC: "login nobypassrls",
    WORKER: "login nobypassrls",
    LOADER: "login bypassrls",
}
"""All our roles. None is a superuser; the loader never exists in production."""

ALL = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})
ADD = frozenset({"SELECT", "INSERT"})
READ = frozenset({"SELECT"})
KEEP = frozenset({"SELECT", "INSERT", "UPDATE"})
NOTHING: frozenset[str] = frozenset()
QUEUE = frozenset({"INSERT", "SELECT(id)"})
ASKED_CODE = frozenset(
    f"INSERT({column})"
    for column in ("id", "purpose", "asked", "new_phone", "at", "expires", "tries")
)
"""Whoever asks for a one-time code says neither its digits nor what it opens."""

CATALOGUES = (
    "unit", "opening", "calendar_day", "health_facility", "procedure", "procedure_version",
    "procedure_section", "procedure_question", "procedure_paper", "procedure_fee",
    "procedure_leg", "procedure_limit", "procedure_result", "local_limit", "workflow_step",
    "role_reach", "lookup_purpose", "message_wording", "demonstration", "reference_version",
)  # fmt: skip
"""Tables that every role may read."""

_OF_WEB: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("dossier", "leg", "register_book", "entry_counter", "daily_counter"), KEEP),
    **dict.fromkeys(("supplement_request", "fee", "message", "commune_transfer"), KEEP),
    **dict.fromkeys(("handover_sheet", "handover_sheet_line"), KEEP),
    "reconciliation": READ,  # the worker compares every evening
    **dict.fromkeys(("submission_key", "slip"), ADD),
    "slip_counter": KEEP,
    # roles follow today's postings: nobody is given one by hand
    **dict.fromkeys(("ab_user_role", "ab_user_group", "ab_group", "ab_group_role"), READ),
    "dossier_person": READ,  # written by a database trigger
    "ab_api_key": READ,
    "ab_register_user": NOTHING,
    **dict.fromkeys(("role_reach", "lookup_purpose", "demonstration"), READ),
    "reference_version": READ,  # written by a database trigger
    # people are looked up by the database's own functions alone (population_functions.py)
    **dict.fromkeys(("resident", "household", "resident_row"), NOTHING),
    **dict.fromkeys(("population_lookup", "population_answer"), READ),
    "population_question": frozenset({"INSERT", "SELECT(lookup_id)"}),
    **dict.fromkeys(("population_alarm", "duplicate_candidate"), READ | {"UPDATE"}),
    **dict.fromkeys(("resident_import", "population_outage"), KEEP),
    **dict.fromkeys(("duplicate_check", "entry_number"), READ),
    # sessions, passwords, codes and links are written by the database's own functions alone
    **dict.fromkeys(("session", "one_use_link", "sealed_slip", "second_factor_reset"), READ),
    "ab_user": ADD,
    "credential": frozenset({"SELECT(user_id)"}),
    "second_factor": frozenset(
        f"SELECT({column})" for column in ("user_id", "enrolled", "enrolled_at", "last_step")
    ),
    "code_try": NOTHING,
    **dict.fromkeys(("staff_list", "staff_list_upload", "training_exam_paper", "sms_check"), KEEP),
    **dict.fromkeys(("public_notice", "assisted_point", "equipment_fault"), KEEP),
    **dict.fromkeys(
        ("rollout_phase", "responsible_party", "training_course", "rollout_guidance"), KEEP
    ),
    "readiness_day": READ,  # the worker computes it every night
    "message_wording": ADD,
    "call_task": KEEP,
    "opt_out": READ,
    # what the gateway sends is stored as received; the worker reads it
    "delivery_report": ADD,
    "inbound_message": ADD,
    "one_time_code": ASKED_CODE,
    **dict.fromkeys(("channel_health", "job_run"), READ),
    # the worker seals and checks
    **dict.fromkeys(("journal_seal", "journal_check"), READ),
}
"""Officers' pages: records of what was done are corrected, never deleted."""

_OF_THE_WORKER: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("dossier", "leg"), READ | {"UPDATE"}),
    "slip": READ | {"UPDATE(storage_key)"},  # when its retention period is over
    "slip_counter": READ,
    **dict.fromkeys(("edit_lock", "bulk_run"), frozenset({"SELECT", "DELETE"})),
    **dict.fromkeys(("absence", "inbox_rule"), READ),
    "saved_view": NOTHING,
    **dict.fromkeys(("register_book", "entry_counter", "register_entry"), READ),
    **dict.fromkeys(("staff", "posting", "permission_version"), READ),
    **dict.fromkeys(
        ("pending_form", "session", "one_use_link", "sealed_slip", "code_try"),
        frozenset({"SELECT", "DELETE"}),
    ),
    **dict.fromkeys(("second_factor", "second_factor_reset", "credential"), NOTHING),
    "access_entry": READ,
    **dict.fromkeys(("handover_sheet", "handover_sheet_line", "custody_move"), READ),
    **dict.fromkeys(CATALOGUES, READ),
    **dict.fromkeys(("ab_user", "ab_role", "ab_user_role", "ab_group", "ab_user_group"), READ),
    **dict.fromkeys(("ab_group_role", "ab_permission", "ab_view_menu"), READ),
    **dict.fromkeys(("ab_permission_view", "ab_permission_view_role"), READ),
    **dict.fromkeys(("ab_api_key", "ab_register_user"), NOTHING),
    "data_request": NOTHING,
    **dict.fromkeys(("dossier_person", "population_lookup", "population_answer"), READ),
    **dict.fromkeys(("population_alarm", "population_outage"), READ),
    "population_question": frozenset({"SELECT", "DELETE"}),
    "notice_preference": frozenset({"SELECT", "DELETE"}),  # when somebody has left
    **dict.fromkeys(
        (
            "training_course",
            "training_question",
            "training_choice",
            "training_class",
            "training_session",
            "training_check_in",
            "attendance",
            "rollout_phase",
            "rollout_need",
            "responsible_party",
            "rollout_guidance",
            "staff_list",
            "staff_list_line",
            "public_notice",
            "assisted_point",
            "assisted_duty",
            "equipment_fault",
        ),
        READ,
    ),
    **dict.fromkeys(
        ("staff_list_upload", "sms_check", "training_exam_paper"), frozenset({"SELECT", "DELETE"})
    ),
}

NARROWER: Mapping[str, Mapping[str, frozenset[str]]] = {WEB: _OF_WEB, WORKER: _OF_THE_WORKER}
"""Tables on which a role has fewer privileges than the default."""

FOR_THE_PUBLIC: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(CATALOGUES, READ),
    **dict.fromkeys(("draft", "paper"), ALL),
    **dict.fromkeys(("dossier", "daily_counter", "fee"), KEEP),
    **dict.fromkeys(("answers_revision", "dossier_event", "message", "submission_key"), ADD),
    "access_entry": frozenset({"INSERT"}),
    **dict.fromkeys(("delivery_report", "inbound_message"), frozenset({"INSERT"})),
    "one_time_code": ASKED_CODE,
    "call_task": frozenset({"INSERT"}),
    "population_lookup": READ,
    # the policy on messages checks whether this person sent the check
    "sms_check": frozenset({"SELECT(id)", "SELECT(staff_id)"}),
    "journal_seal": frozenset({"SELECT(n)", "SELECT(at)"}),
    **dict.fromkeys(("leg", "deadline_extension", "promise_change"), READ),
    # where and when citizens are helped; the other columns are internal
    "assisted_point": frozenset(
        f"SELECT({column})" for column in ("id", "unit_id", "name", "place", "hours", "active")
    ),
    **dict.fromkeys(
        ("deadline_pause", "supplement_request", "commune_transfer"), READ | {"UPDATE"}
    ),
}
"""All that the public surface may use: catalogues, drafts, a dossier sent or completed."""

OUTSIDE_THE_MODELS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "alembic_version": {WEB: READ, PUBLIC: READ, WORKER: READ, LOADER: READ},
    "scope_key": {},
    "rate_limit": {WEB: ALL, PUBLIC: ALL, WORKER: frozenset({"SELECT", "DELETE"})},
    "procrastinate_jobs": {
        # deduplicating by queueing_lock needs SELECT on that column
        WEB: QUEUE | {"SELECT(queueing_lock)"},
        PUBLIC: QUEUE,
        LOADER: ALL,
        WORKER: ALL,
    },
    "procrastinate_events": {
        WEB: frozenset({"INSERT"}),
        PUBLIC: frozenset({"INSERT"}),
        LOADER: frozenset({"INSERT"}),
        WORKER: ALL,
    },
    "procrastinate_periodic_defers": {WORKER: ALL, LOADER: READ | {"UPDATE"}},
    "procrastinate_workers": {WEB: READ, PUBLIC: READ, WORKER: ALL},
}
"""Tables without a model: Alembic's, the rate limiter's, the job queue's."""


STANDS: Mapping[str, tuple[str, ...]] = {
    "dossier": (
        "id", "code", "secret_hash", "doors_from", "commune_id", "procedure_version_id",
        "channel", "channel_evidence", "is_rehearsal", "submitted_at",
    ),
    "draft": ("id", "version_id", "commune_id", "secret_hash", "is_rehearsal"),
    "paper": (
        "id", "leg_id", "kind", "key", "storage_key", "sha256", "received_sha256", "size", "mime",
        "scan", "filed_at",
    ),
    "leg": (
        "id", "dossier_id", "commune_id", "kind", "holder_unit_id", "seq", "code", "subject_name",
        "is_rehearsal",
    ),
    "handover_sheet": (
        "id", "commune_id", "holder_unit_id", "direction", "is_rehearsal", "year", "n", "made_at",
        "made_by_id",
    ),
    "handover_sheet_line": ("id", "sheet_id", "n", "leg_id", "packet_n", "checksum"),
    "deadline_pause": ("id", "dossier_id", "subject_id", "cause", "proof_event_id"),
    "commune_transfer": (
        "id", "dossier_id", "code", "from_commune_id", "to_commune_id", "proposed_at",
        "proposed_by_id",
    ),
    "supplement_request": ("id", "dossier_id", "n", "items", "asked_at"),
    "message": (
        "id", "channel", "recipient", "template", "facts", "subject_id", "created", "unit_id",
        "language", "idempotency_key", "urgent", "is_rehearsal",
    ),
    "call_task": ("id", "message_id", "about", "unit_id", "opened_at"),
    "fee": ("id", "dossier_id", "key", "kind", "for_leg"),
    "register_book": ("id", "unit_id", "kind", "year", "n", "code", "opened_on"),
    "entry_counter": ("unit_id", "kind", "year"),
    "slip_counter": ("commune_id", "kind", "year"),
    "daily_counter": ("commune_id", "day", "is_rehearsal"),
    "staff": ("id", "phone_writers"),
    "absence": ("id", "staff_id", "unit_id", "noted_by_id", "noted_at"),
    "saved_view": ("id", "listing", "owner_id", "made_at"),
    "edit_lock": ("dossier_id", "staff_id"),
    "inbox_rule": ("unit_id",),
    "bulk_run": ("id", "staff_id", "unit_id", "action", "facts", "at"),
    "resident_import": (
        "id", "file_name", "storage_key", "sha256", "source", "as_of", "at", "by_id", "size",
    ),
    "population_alarm": ("id", "lookup_id", "kind", "at"),
    "population_outage": ("id", "since", "by_id"),
    "duplicate_candidate": (
        "id", "dossier_id", "other_id", "other_code", "other_commune_id", "kind", "score",
        "reasons", "found_at",
    ),
    "unit": ("id", "code", "kind", "parent_id", "district_id"),
    "posting": ("id", "staff_id", "unit_id", "role", "stands_for_id"),
    "attendance": ("id", "class_id", "staff_id"),
    "training_exam_paper": ("id", "attendance_id", "n", "token_hash", "questions", "closes_at"),
    "staff_list": ("id", "unit_id", "phase", "n", "made_at", "made_by_id", "writers"),
    "staff_list_line": ("id", "list_id"),
    "staff_list_upload": ("id", "list_id", "file_name", "sha256", "sheets", "at", "by_id"),
    "sms_check": ("id", "unit_id", "staff_id", "code_hash", "sent_at"),
    "public_notice": (
        "id", "unit_id", "kind", "posted_on", "storage_key", "sha256", "size", "mime", "at",
        "by_id",
    ),
    "rollout_guidance": ("id", "storage_key", "sha256", "size", "mime", "at", "by_id"),
    "assisted_point": ("id", "unit_id"),
    "equipment_fault": ("id", "unit_id", "kind", "reported_at", "reported_by_id"),
}  # fmt: skip
"""Columns that the serving roles set only on insert: commune, code, numbers, keys."""


def privileges(table: str, role: str) -> frozenset[str]:
    """Privileges of a role on a table, such as ``SELECT`` or ``UPDATE(state)``."""
    words = _words(table, role)
    if role in {WEB, PUBLIC} and table in STANDS and "UPDATE" in words:
        moving = {column.name for column in metadata.tables[table].columns} - {*STANDS[table]}
        return words - {"UPDATE"} | {f"UPDATE({column})" for column in moving}
    return words


def _words(table: str, role: str) -> frozenset[str]:
    if table in OUTSIDE_THE_MODELS:
        return OUTSIDE_THE_MODELS[table].get(role, NOTHING)
    if role == PUBLIC:
        return FOR_THE_PUBLIC.get(table, NOTHING)
    if role not in {WEB, WORKER, LOADER}:
        return NOTHING
    rule = ADD if table in triggers.journals() else ALL
    words = NARROWER.get(role, {}).get(table, rule)
    return words | READ if role == WORKER and table in triggers.sealed() else words
