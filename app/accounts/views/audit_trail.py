"""Audit pages for supervisors: access log, change log and seals.

They show keys and names of fields, never values: supervising people does not include reading
dossiers.
"""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_appbuilder import BaseView, expose, has_access
from flask_appbuilder.security.decorators import permission_name
from flask_babel import lazy_gettext as _

from app.accounts.models import Staff
from app.accounts.queries import audit
from app.accounts.views.labels import NOUNS
from app.kernel import clock, retention
from app.kernel.actor import Actor
from app.kernel.audit.access_log import ACCESS_KIND_LABELS, AccessEntry
from app.kernel.audit.change_log import AUDIT_ACTION_LABELS, AuditAction, AuditEntry
from app.kernel.audit.models import FAULT_WORDS, LATE
from app.kernel.web import COUNT_LITTLE, Clauses, HouseView, Interface, Lookup, WordField

OVERSEEN = Lookup(
    rows=audit.select_overseen_staff,
    matches=lambda text: Staff.folded.contains(text, autoescape=True),
)
SUBJECTS = {
    "access_entry": _("Access log"),
    "audit_entry": _("Log of changes"),
    "custody_move": _("Moves of originals"),
    "data_request": _("Requests for personal data"),
    "call_task": _("Citizens to call"),
    **dict.fromkeys(("delivery_attempt", "delivery"), _("Deliveries of messages")),
    "message_wording": _("Words of messages"),
    "delivery_report": _("Reports of delivery"),
    "dossier": _("Dossiers"),
    "dossier_event": _("Journal of dossiers"),
    "dossier_note": _("Notes of colleagues"),
    **dict.fromkeys(("register_entry", "entry"), _("Entries in civil-status books")),
    "entry_number": _("Personal numbers of registered children"),
    "fee_move": _("Moves of money"),
    "treasury_payment": _("Payments into the treasury"),
    "slip": _("Issued slips"),
    **dict.fromkeys(("deadline_extension", "extension"), _("Extensions of time")),
    "handover": _("Hand-over ledger"),
    "job": _("Failed jobs"),
    "job_run": _("Scheduled jobs"),
    "journal_check": _("Checks of the seals"),
    "leg": _("Packets at agencies"),
    "packet": _("Packets sent"),
    "paper": _("Papers"),
    "population_alarm": _("Alarms of look-ups"),
    "population_answer": _("Answers of the population database"),
    "population_lookup": _("Look-ups in the population database"),
    "population_outage": _("Times without look-ups"),
    "posting": _("Postings"),
    **dict.fromkeys(("promise_change", "reappointment"), _("Apologies and new days")),
    "reconciliation": _("Daily reconciliations"),
    **dict.fromkeys(("answers_revision", "revision"), _("Corrected declarations")),
    "resident_import": _("Files of the population database"),
    "second_factor_reset": _("Resets of one-time codes"),
    "staff": _("Staff"),
    "ab_user": _("Accounts"),
    "ab_role": _("Roles"),
    "training_class": _("Training classes"),
    "attendance": _("Training records"),
    "training_certificate": _("Training certificates"),
    "training_course": _("Training courses"),
    "training_session": _("Sittings"),
    "training_question": _("Questions of tests"),
    "staff_list": _("Staff lists"),
    "staff_list_line": _("People on staff lists"),
    "staff_list_upload": _("Uploaded staff lists"),
    "account_round": _("Accounts given out"),
    "account_issue": _("Accounts given out"),
    "staff_list_event": _("History of staff lists"),
    "clearance_waiver": _("Waivers"),
    "site_condition": _("Technical conditions"),
    "readiness_decision": _("Decisions on readiness"),
    "equipment_fault": _("Faults of equipment"),
    **dict.fromkeys(("public_notice", "public_posting"), _("Public postings")),
    "assisted_point": _("Assisted-input points"),
    "assisted_duty": _("Duty rosters"),
    "rollout_phase": _("Phases of the roll-out"),
    "responsible_party": _("Responsible parties"),
    "readiness_day": _("Readiness"),
    "calendar_day": _("Calendar"),
    "health_facility": _("First-care facilities"),
    "local_limit": _("Shorter limits of districts"),
    "procedure_version": _("Versions of procedures"),
    "opening": _("Openings"),
    "unit": _("Communes and agencies"),
}
"""Labels of tables, under the name too that it had when older rows were written.

Others have the title of their generated list, or of the retention rule that removed the rows; a
refused page is labelled by its permission.
"""


def subject_words(table: str) -> str:
    known = SUBJECTS.get(table) or NOUNS.get(table) or _title_of(table)
    rule = retention.rules.get(table)
    return str(known or (rule.what if rule else table))


def _title_of(table: str) -> str:
    views: list[Any] = current_app.appbuilder.baseviews  # type: ignore[attr-defined]  # FAB sets it
    models = ((getattr(view, "datamodel", None), view) for view in views)
    found = (view.list_title for data, view in models if data and data.obj.__tablename__ == table)
    return next(found, "")


def change_words(action: str) -> str:
    return str(AUDIT_ACTION_LABELS.get(action, action))


def field_words(fields: list[str]) -> str:
    """The names of fields, as in the code."""
    return ", ".join(fields)


LABELS = {
    "at": _("At"),
    "staff": _("Person"),
    "staff_name": _("Person"),
    "unit.name": _("Unit"),
    "action": _("What was done"),
    "subject": _("Kind of record"),
    "key": _("Key of the record"),
    "fields": _("Names of fields"),
}
SHOWN = ("at", "staff_name", "unit.name", "action", "subject", "key", "fields")
"""Columns shown by both logs."""


class AccessEntryView(HouseView):
    """Accesses to records, and refused accesses (nhật ký truy cập)."""

    datamodel = Interface(AccessEntry)
    counts_up_to = COUNT_LITTLE
    class_permission_name = "AccessEntry"
    route_base = "/can-bo/nhat-ky/truy-cap"
    list_title = _("Access log")
    show_title = _("Look at a record")
    label_columns = {
        **LABELS,
        "page": _("Page"),
        "network": _("Place in the network"),
    }
    description_columns = {
        "network": _("The same place has the same word; the address itself is not kept."),
    }
    words = {"action": ACCESS_KIND_LABELS.__getitem__}
    formatters_columns = {"subject": subject_words, "fields": field_words}
    lookups = {"staff": OVERSEEN}
    list_columns = ["staff_name", "action", "subject", "key", "at"]
    show_columns = [*SHOWN, "page", "network"]
    search_columns = ["staff", "at", "action", "key"]
    order_columns = ["at"]
    base_order = ("id", "desc")

    def scope(self, actor: Actor) -> Clauses:
        return (audit.overseen(actor, AccessEntry.unit_id),)


class AuditEntryView(HouseView):
    """Changes of rows outside the workflow's journal (nhật ký thay đổi)."""

    datamodel = Interface(AuditEntry)
    counts_up_to = COUNT_LITTLE
    class_permission_name = "AuditEntry"
    route_base = "/can-bo/nhat-ky/thay-doi"
    list_title = _("Log of changes")
    show_title = _("Change of a record")
    label_columns = LABELS
    formatters_columns = {
        "action": change_words,
        "subject": subject_words,
        "fields": field_words,
    }
    lookups = {"staff": OVERSEEN}
    search_form_extra_fields = {
        "action": WordField(_("What was done"), words=AuditAction, say=change_words)
    }
    list_columns = ["staff_name", "action", "subject", "key", "at"]
    show_columns = [*SHOWN]
    search_columns = ["staff", "at", "action", "key"]
    order_columns = ["at"]
    base_order = ("id", "desc")

    def scope(self, actor: Actor) -> Clauses:
        return (audit.overseen(actor, AuditEntry.unit_id),)


class Seals(BaseView):
    """Whether the journals are sealed, and when that was last verified (niêm phong nhật ký)."""

    route_base = "/can-bo/nhat-ky/niem-phong"
    default_view = "state"
    class_permission_name = "Seal"

    @expose("/")
    @has_access
    @permission_name("read")
    def state(self) -> Any:
        """The latest seal, the number of entries after it, and the latest verification."""
        seal, check = audit.newest_seal(), audit.newest_check()
        return self.render_template(
            "accounts/audit_seals.html",
            seal=seal,
            late=seal is not None and clock.real_now() - seal.at > LATE,
            heads=sorted((subject_words(name), head[0]) for name, head in seal.heads.items())
            if seal
            else [],
            check=check,
            fault=str(FAULT_WORDS[check.fault]) % check.facts if check and check.fault else None,
        )
