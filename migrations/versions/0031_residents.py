"""People are looked up for a purpose; requests made twice are seen; children get their numbers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031_residents"
down_revision = "0030_commune_due"
branch_labels = None
depends_on = None

TABLES = (
    "lookup_purpose",
    "resident_import",
    "household",
    "resident",
    "resident_row",
    "population_lookup",
    "population_answer",
    "population_question",
    "population_alarm",
    "population_outage",
    "likeness",
    "likeness_check",
    "entry_number",
)


def upgrade() -> None:
    op.create_table(
        "lookup_purpose",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "code IN ('person', 'residence', 'household', 'marital', 'family', 'alive')",
            name=op.f("ck_lookup_purpose_code"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_lookup_purpose")),
    )
    op.create_table(
        "resident_import",
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("storage_key", sa.String(length=80), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("warned", sa.Integer(), nullable=False),
        sa.Column("refused_key", sa.String(length=80), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'reading', 'checked', 'to_apply', 'applying', 'applied', 'failed', 'dropped')",
            name=op.f("ck_resident_import_state"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_resident_import_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident_import")),
    )
    op.create_index(op.f("ix_resident_import_at"), "resident_import", ["at"], unique=False)
    op.create_index(op.f("ix_resident_import_by_id"), "resident_import", ["by_id"], unique=False)
    op.create_index(
        op.f("ix_resident_import_refused_key"), "resident_import", ["refused_key"], unique=False
    )
    op.create_index(
        op.f("ix_resident_import_storage_key"), "resident_import", ["storage_key"], unique=False
    )
    op.create_table(
        "household",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_book", sa.String(length=20), nullable=True),
        sa.Column("household_address", sa.Text(), nullable=True),
        sa.Column("head_name", sa.String(length=200), nullable=True),
        sa.Column("head_number", sa.String(length=12), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
        sa.UniqueConstraint("code", name=op.f("uq_household_code")),
    )
    op.create_table(
        "resident",
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("old_number", sa.String(length=9), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("born", sa.String(length=10), nullable=False),
        sa.Column("sex", sa.String(length=8), nullable=True),
        sa.Column("birth_place", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("ethnicity", sa.String(length=8), nullable=True),
        sa.Column("religion", sa.String(length=80), nullable=True),
        sa.Column("nationality", sa.String(length=8), nullable=True),
        sa.Column("marital", sa.String(length=16), nullable=True),
        sa.Column("blood", sa.String(length=4), nullable=True),
        sa.Column("residence_place", sa.String(length=8), nullable=True),
        sa.Column("residence", sa.Text(), nullable=True),
        sa.Column("dwelling_place", sa.String(length=8), nullable=True),
        sa.Column("dwelling", sa.Text(), nullable=True),
        sa.Column("father_name", sa.String(length=200), nullable=True),
        sa.Column("father_number", sa.String(length=12), nullable=True),
        sa.Column("father_nationality", sa.String(length=8), nullable=True),
        sa.Column("mother_name", sa.String(length=200), nullable=True),
        sa.Column("mother_number", sa.String(length=12), nullable=True),
        sa.Column("mother_nationality", sa.String(length=8), nullable=True),
        sa.Column("spouse_name", sa.String(length=200), nullable=True),
        sa.Column("spouse_number", sa.String(length=12), nullable=True),
        sa.Column("spouse_nationality", sa.String(length=8), nullable=True),
        sa.Column("guardian_name", sa.String(length=200), nullable=True),
        sa.Column("guardian_number", sa.String(length=12), nullable=True),
        sa.Column("guardian_nationality", sa.String(length=8), nullable=True),
        sa.Column("household_code", sa.String(length=20), nullable=True),
        sa.Column("relation", sa.String(length=40), nullable=True),
        sa.Column("died_on", sa.String(length=10), nullable=True),
        sa.Column("missing_since", sa.String(length=10), nullable=True),
        sa.Column("decoy", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["resident_import.id"], name=op.f("fk_resident_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident")),
    )
    op.create_index(op.f("ix_resident_import_id"), "resident", ["import_id"], unique=False)
    op.create_index("ix_resident_old_number", "resident", ["old_number"], unique=False)
    op.create_index("uq_resident_number", "resident", ["number"], unique=True)
    op.create_table(
        "resident_row",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("old_number", sa.String(length=9), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("born", sa.String(length=10), nullable=False),
        sa.Column("sex", sa.String(length=8), nullable=True),
        sa.Column("birth_place", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("ethnicity", sa.String(length=8), nullable=True),
        sa.Column("religion", sa.String(length=80), nullable=True),
        sa.Column("nationality", sa.String(length=8), nullable=True),
        sa.Column("marital", sa.String(length=16), nullable=True),
        sa.Column("blood", sa.String(length=4), nullable=True),
        sa.Column("residence_place", sa.String(length=8), nullable=True),
        sa.Column("residence", sa.Text(), nullable=True),
        sa.Column("dwelling_place", sa.String(length=8), nullable=True),
        sa.Column("dwelling", sa.Text(), nullable=True),
        sa.Column("father_name", sa.String(length=200), nullable=True),
        sa.Column("father_number", sa.String(length=12), nullable=True),
        sa.Column("father_nationality", sa.String(length=8), nullable=True),
        sa.Column("mother_name", sa.String(length=200), nullable=True),
        sa.Column("mother_number", sa.String(length=12), nullable=True),
        sa.Column("mother_nationality", sa.String(length=8), nullable=True),
        sa.Column("spouse_name", sa.String(length=200), nullable=True),
        sa.Column("spouse_number", sa.String(length=12), nullable=True),
        sa.Column("spouse_nationality", sa.String(length=8), nullable=True),
        sa.Column("guardian_name", sa.String(length=200), nullable=True),
        sa.Column("guardian_number", sa.String(length=12), nullable=True),
        sa.Column("guardian_nationality", sa.String(length=8), nullable=True),
        sa.Column("household_code", sa.String(length=20), nullable=True),
        sa.Column("relation", sa.String(length=40), nullable=True),
        sa.Column("died_on", sa.String(length=10), nullable=True),
        sa.Column("missing_since", sa.String(length=10), nullable=True),
        sa.Column("decoy", sa.Boolean(), nullable=False),
        sa.Column("household_book", sa.String(length=20), nullable=True),
        sa.Column("household_address", sa.Text(), nullable=True),
        sa.Column("head_name", sa.String(length=200), nullable=True),
        sa.Column("head_number", sa.String(length=12), nullable=True),
        sa.PrimaryKeyConstraint("import_id", "line", name=op.f("pk_resident_row")),
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "population_lookup",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("posting_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=True),
        sa.Column("draft_id", sa.Uuid(), nullable=True),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('person', 'residence', 'household', 'marital', 'family', 'alive')",
            name=op.f("ck_population_lookup_purpose"),
        ),
        sa.CheckConstraint(
            "(dossier_id IS NULL) <> (draft_id IS NULL)",
            name=op.f("ck_population_lookup_about_one"),
        ),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["posting.id"], name=op.f("fk_population_lookup_posting_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_population_lookup_staff_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_population_lookup_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_population_lookup")),
    )
    op.create_index(op.f("ix_population_lookup_at"), "population_lookup", ["at"], unique=False)
    op.create_index(
        op.f("ix_population_lookup_dossier_id"), "population_lookup", ["dossier_id"], unique=False
    )
    op.create_index(
        op.f("ix_population_lookup_draft_id"), "population_lookup", ["draft_id"], unique=False
    )
    op.create_index(
        op.f("ix_population_lookup_posting_id"), "population_lookup", ["posting_id"], unique=False
    )
    op.create_index(
        "ix_population_lookup_staff", "population_lookup", ["staff_id", "at"], unique=False
    )
    op.create_index("ix_population_lookup_subject", "population_lookup", ["subject"], unique=False)
    op.create_index(
        "ix_population_lookup_unit", "population_lookup", ["unit_id", "at"], unique=False
    )
    op.create_index(op.f("ix_population_lookup_xact"), "population_lookup", ["xact"], unique=False)
    op.create_table(
        "population_answer",
        sa.Column("lookup_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found", sa.Boolean(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lookup_id"], ["population_lookup.id"], name=op.f("fk_population_answer_lookup_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_population_answer")),
        sa.UniqueConstraint("lookup_id", name=op.f("uq_population_answer_lookup_id")),
    )
    op.create_index(op.f("ix_population_answer_xact"), "population_answer", ["xact"], unique=False)
    op.create_table(
        "population_question",
        sa.Column("lookup_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["lookup_id"], ["population_lookup.id"], name=op.f("fk_population_question_lookup_id")
        ),
        sa.PrimaryKeyConstraint("lookup_id", name=op.f("pk_population_question")),
    )
    op.create_table(
        "population_alarm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lookup_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('decoy')", name=op.f("ck_population_alarm_kind")),
        sa.ForeignKeyConstraint(
            ["lookup_id"], ["population_lookup.id"], name=op.f("fk_population_alarm_lookup_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["staff.id"], name=op.f("fk_population_alarm_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_population_alarm")),
    )
    op.create_index(op.f("ix_population_alarm_at"), "population_alarm", ["at"], unique=False)
    op.create_index(
        op.f("ix_population_alarm_lookup_id"), "population_alarm", ["lookup_id"], unique=False
    )
    op.create_index(
        op.f("ix_population_alarm_settled_by_id"),
        "population_alarm",
        ["settled_by_id"],
        unique=False,
    )
    op.create_table(
        "population_outage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "until IS NULL OR until > since", name=op.f("ck_population_outage_ends_later")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_population_outage_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_population_outage")),
    )
    op.create_index(
        op.f("ix_population_outage_by_id"), "population_outage", ["by_id"], unique=False
    )
    op.create_table(
        "likeness",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("other_code", sa.String(length=40), nullable=False),
        sa.Column("other_commune_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(length=32), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("decision IN ('same', 'different')", name=op.f("ck_likeness_decision")),
        sa.CheckConstraint(
            "kind IN ('same_subject', 'same_mother_and_day')", name=op.f("ck_likeness_kind")
        ),
        sa.CheckConstraint("dossier_id <> other_id", name=op.f("ck_likeness_two_dossiers")),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_likeness_score")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["staff.id"], name=op.f("fk_likeness_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_likeness_dossier_id")
        ),
        sa.ForeignKeyConstraint(
            ["other_commune_id"], ["unit.id"], name=op.f("fk_likeness_other_commune_id")
        ),
        sa.ForeignKeyConstraint(["other_id"], ["dossier.id"], name=op.f("fk_likeness_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_likeness")),
        sa.UniqueConstraint("dossier_id", "other_id", name=op.f("uq_likeness_dossier_id_other_id")),
    )
    op.create_index(op.f("ix_likeness_decided_by_id"), "likeness", ["decided_by_id"], unique=False)
    op.create_index(
        op.f("ix_likeness_other_commune_id"), "likeness", ["other_commune_id"], unique=False
    )
    op.create_index(op.f("ix_likeness_other_id"), "likeness", ["other_id"], unique=False)
    op.create_table(
        "likeness_check",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("answers_rev", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_likeness_check_dossier_id")
        ),
        sa.PrimaryKeyConstraint("dossier_id", name=op.f("pk_likeness_check")),
    )
    op.create_table(
        "entry_number",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number ~ '^[0-9]{12}$'", name=op.f("ck_entry_number_number")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_number_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_number")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_entry_number_entry_id")),
        sa.UniqueConstraint("number", name=op.f("uq_entry_number_number")),
    )
    op.create_index(op.f("ix_entry_number_import_id"), "entry_number", ["import_id"], unique=False)
    op.create_index(op.f("ix_entry_number_xact"), "entry_number", ["xact"], unique=False)
    op.create_index("ix_dossier_subject_born", "dossier", ["subject_born", "subject_folded"])


def downgrade() -> None:
    op.drop_index("ix_dossier_subject_born", table_name="dossier")
    for table in reversed(TABLES):
        op.drop_table(table)
