"""Tables and columns named by what they hold: nothing but names changes."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0035_names"
down_revision = "0034_practice"
branch_labels = None
depends_on = None

NAMED = sa.text("""
select 'constraint', conname from pg_constraint
 where conrelid = cast(:table as regclass) and contype <> 't'
union all
select 'index', c.relname from pg_index i join pg_class c on c.oid = i.indexrelid
 where i.indrelid = cast(:table as regclass) and not exists (
   select from pg_constraint k where k.conindid = i.indexrelid and k.conrelid = i.indrelid)
union all
select 'sequence', s.relname from pg_class s join pg_depend d on d.objid = s.oid and d.deptype = 'a'
 where s.relkind = 'S' and d.refobjid = cast(:table as regclass)
""")
TABLES = {
    "passing": "commune_transfer",
    "likeness": "duplicate_candidate",
    "likeness_check": "duplicate_check",
    "dossier_hold": "edit_lock",
    "kept_post": "pending_form",
    "account_link": "one_use_link",
    "public_posting": "public_notice",
    "training_paper": "training_exam_paper",
    "pause": "deadline_pause",
    "extension": "deadline_extension",
    "supplement": "supplement_request",
    "reappointment": "promise_change",
    "revision": "answers_revision",
    "counter": "entry_counter",
    "day": "calendar_day",
    "book": "register_book",
    "entry": "register_entry",
    "delivery": "delivery_attempt",
    "change_counter": "permission_version",
}
REHEARSED = (
    "session", "draft", "dossier", "leg", "handover_sheet", "slip", "message", "daily_counter",
)  # fmt: skip
COLUMNS = (
    ("dossier", "version", "row_version"),
    ("dossier", "version_id", "procedure_version_id"),
    ("draft", "done", "completed_sections"),
    ("slip", "says", "content_sha256"),
    ("slip", "tells_of", "report_date"),
    ("slip", "n", "number_in_year"),
    ("message", "to", "recipient"),
    ("message", "once", "idempotency_key"),
    ("message", "why", "failure_reason"),
    ("message", "about", "subject_id"),
    ("message", "ref", "gateway_reference"),
    ("message", "handed_over", "attempts"),
    ("message", "refused", "rejections"),
    ("message", "ended_at", "finished_at"),
    ("dossier", "door_hash", "access_key_hash"),
    ("dossier", "clock_from", "clock_started_at"),
    *((table, "practice", "is_rehearsal") for table in REHEARSED),
)
CONSTRAINTS = (
    ("dossier", "fk_dossier_version_id", "fk_dossier_procedure_version_id"),
    ("slip", "uq_slip_commune_id_kind_year_n", "uq_slip_commune_id_kind_year_number_in_year"),
    ("message", "uq_message_once", "uq_message_idempotency_key"),
    ("message", "ck_message_handed_over", "ck_message_attempts"),
    ("message", "ck_message_refused", "ck_message_rejections"),
    (
        "handover_sheet",
        "uq_handover_sheet_commune_id_practice_year_n",
        "uq_handover_sheet_commune_id_is_rehearsal_year_n",
    ),
)
INDEXES = (
    ("ix_dossier_version_id", "ix_dossier_procedure_version_id"),
    ("ix_dossier_practice", "ix_dossier_is_rehearsal"),
    ("ix_message_about", "ix_message_subject_id"),
)


def upgrade() -> None:
    """Functions, triggers and policies are written anew afterwards, by ``row_security.sync``."""
    for table, old, new in COLUMNS:
        op.alter_column(table, old, new_column_name=new)
    for table, old, new in CONSTRAINTS:
        op.execute(f"alter table {table} rename constraint {old} to {new}")
    for old, new in INDEXES:
        op.execute(f"alter index {old} rename to {new}")
    for old, new in TABLES.items():
        _rename_table(old, new)


def downgrade() -> None:
    """The same the other way round."""
    for old, new in reversed(TABLES.items()):
        _rename_table(new, old)
    for old, new in reversed(INDEXES):
        op.execute(f"alter index {new} rename to {old}")
    for table, old, new in reversed(CONSTRAINTS):
        op.execute(f"alter table {table} rename constraint {new} to {old}")
    for table, old, new in reversed(COLUMNS):
        op.alter_column(table, new, new_column_name=old)


def _rename_table(old: str, new: str) -> None:
    """The table, and what is named after it: constraints, indexes, the counter of its keys."""
    op.rename_table(old, new)
    named = re.compile(rf"(pk|fk|uq|ck|ix)_{old}(?=_|$)")
    for kind, name in _parts(new):
        renamed = named.sub(rf"\1_{new}", name)
        if kind == "sequence":
            renamed = name.replace(f"{old}_", f"{new}_", 1)
        if renamed == name:
            continue
        if kind == "constraint":
            op.execute(f"alter table {new} rename constraint {name} to {renamed}")
        else:
            op.execute(f"alter {kind} {name} rename to {renamed}")


def _parts(table: str) -> list[tuple[str, str]]:
    """Constraints with the indexes that they keep, other indexes, and counters of a table."""
    return [(kind, name) for kind, name in op.get_bind().execute(NAMED, {"table": table})]
