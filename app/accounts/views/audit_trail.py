"""Audit pages for supervisors: access log, change log and seals.

They show keys and names of fields, never values: supervising people does not include reading
dossiers.
"""

from collections.abc import Mapping
from functools import cache, partial
from operator import attrgetter
from typing import Any

from flask_appbuilder import BaseView
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.accounts.queries import audit
from app.accounts.views.labels import noun_words
from app.kernel import clock, retention
from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessEntry
from app.kernel.audit.change_log import AUDIT_ACTION_LABELS, AuditAction, AuditEntry
from app.kernel.audit.models import FAULT_WORDS, LATE
from app.kernel.db import Base
from app.kernel.web.crud.datamodel import COUNT_LITTLE, Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.forms.fields import WordField
from app.kernel.web.forms.lookup import Lookup
from app.kernel.web.routes import route

OVERSEEN = Lookup(audit.select_overseen_staff)
UNITS = Lookup(audit.select_overseen_units)
SUBJECTS = {
    "custody_move": _("Moves of originals"),
    "data_request": _("Requests for personal data"),
    "call_task": _("Citizens to call"),
    **dict.fromkeys(("delivery_attempt", "delivery"), _("Deliveries of messages")),
    "message_wording": _("Words of messages"),
    "delivery_report": _("Reports of delivery"),
    "dossier_event": _("Journal of dossiers"),
    "dossier_note": _("Notes of colleagues"),
    **dict.fromkeys(("register_entry", "entry"), _("Entries in civil-status books")),
    "entry_number": _("Personal numbers of registered children"),
    "fee_move": _("Moves of money"),
    "treasury_payment": _("Payments into the treasury"),
    "slip": _("Issued slips"),
    **dict.fromkeys(("deadline_extension", "extension"), _("Extensions of time")),
    "handover": _("Delivery ledger"),
    "job": _("Failed jobs"),
    "job_run": _("Scheduled jobs"),
    "journal_check": _("Checks of the seals"),
    "packet": _("Forwarded files sent"),
    "population_answer": _("Answers of the population database"),
    **dict.fromkeys(("promise_change", "reappointment"), _("Apologies and new days")),
    "reconciliation": _("Daily reconciliations"),
    **dict.fromkeys(("answers_revision", "revision"), _("Corrected declarations")),
    "second_factor_reset": _("Resets of one-time codes"),
    "ab_user": _("Accounts"),
    "ab_role": _("Roles"),
    "staff_list_upload": _("Uploaded staff lists"),
    "account_round": _("Accounts given out"),
    "staff_list_event": _("History of staff lists"),
    "site_condition": _("Technical conditions"),
    "readiness_decision": _("Decisions on readiness"),
    **dict.fromkeys(("public_notice", "public_posting"), _("Public postings")),
    "assisted_duty": _("Duty rosters"),
    "rollout_phase": _("Phases of the roll-out"),
    "responsible_party": _("Responsible parties"),
    "readiness_day": _("Readiness"),
    "calendar_day": _("Calendar"),
    "opening": _("Openings"),
    "unit": _("Communes and agencies"),
}
"""Labels of tables, under the name too that it had when older rows were written.

Others have the noun of their model, or the label of the retention rule that removed the rows; a
refused page is labelled by its permission.
"""


def subject_words(table: str) -> str:
    rule = retention.rules.get(table)
    known = SUBJECTS.get(table) or _nouns().get(table) or (rule.what if rule else "")
    return str(known) or noun_words(table)


@cache
def _nouns() -> Mapping[str, Any]:
    """The plural of each table that has a noun, looked up once: an export asks for every row."""
    models = [mapper.class_ for mapper in Base.registry.mappers]
    return {each.__table__.name: each.__noun__[1] for each in models if hasattr(each, "__noun__")}


def change_words(action: str) -> str:
    return str(AUDIT_ACTION_LABELS.get(action, action))


def field_words(fields: list[str]) -> str:
    return ", ".join(fields)


def who_words(name: str | None) -> str:
    return name or gettext("A citizen, or the system")


LISTED = ("staff_name", "unit.name", "action", "subject", "record", "at")
SHOWN = ("at", "staff_name", "unit.name", "action", "subject", "record", "key", "fields")
"""Columns shown by both logs."""
KEY_LABEL = {"key": _("Code of the dossier, or key of the record")}


class AccessEntryView(GeneratedView):
    """Accesses to records, and refused accesses (nhật ký truy cập)."""

    datamodel = Interface(AccessEntry)
    counts_up_to = COUNT_LITTLE
    route_base = "/can-bo/nhat-ky/truy-cap"
    description_columns = {
        "network": _("The same place has the same word; the address itself is not kept."),
    }
    words = {"action": attrgetter("label")}
    formatters_columns = {
        "staff_name": who_words,
        "subject": subject_words,
        "fields": field_words,
    }
    lookups = {"staff": OVERSEEN, "unit": UNITS}
    finders = {"key": partial(audit.about, AccessEntry)}
    label_columns = KEY_LABEL
    named_by = ("action", "subject", "at")
    list_columns = [*LISTED]
    show_columns = [*SHOWN, "page", "network"]
    search_columns = ["staff", "unit", "at", "action", "key"]
    order_columns = ["at"]
    base_order = ("id", "desc")

    def scope(self, actor: Actor) -> Clauses:
        return (audit.overseen(actor, AccessEntry.unit_id),)


class AuditEntryView(GeneratedView):
    """Changes of rows outside the workflow's journal (nhật ký thay đổi)."""

    datamodel = Interface(AuditEntry)
    counts_up_to = COUNT_LITTLE
    route_base = "/can-bo/nhat-ky/thay-doi"
    formatters_columns = {
        "staff_name": who_words,
        "action": change_words,
        "subject": subject_words,
        "fields": field_words,
    }
    lookups = {"staff": OVERSEEN, "unit": UNITS}
    finders = {"key": partial(audit.about, AuditEntry)}
    search_form_extra_fields = {
        "action": WordField(_("What was done"), words=AuditAction, say=change_words)
    }
    label_columns = KEY_LABEL
    named_by = ("action", "subject", "at")
    list_columns = [*LISTED]
    show_columns = [*SHOWN]
    search_columns = ["staff", "unit", "at", "action", "key"]
    order_columns = ["at"]
    base_order = ("id", "desc")

    def scope(self, actor: Actor) -> Clauses:
        return (audit.overseen(actor, AuditEntry.unit_id),)


class Seals(BaseView):
    """Whether the journals are sealed, and when that was last verified (niêm phong nhật ký)."""

    route_base = "/can-bo/nhat-ky/niem-phong"
    default_view = "state"
    class_permission_name = "Seal"

    @route("/", verb="read")
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
