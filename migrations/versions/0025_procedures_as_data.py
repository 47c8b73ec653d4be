"""Procedures as data: what a version gives out, what its questions stand for, fees with dates."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025_procedures_as_data"
down_revision = "0024_passing"
branch_labels = None
depends_on = None

TOPIC = ("birth", "death", "marriage", "family", "change", "extract", "certified")
VISIT = ("office", "booked", "home")
SIGNER = ("head", "head_or_deputy")
KIND = (
    "name", "text", "long_text", "date", "year_or_date", "identity", "phone", "email", "address",
    "time", "choice", "choices", "number", "money", "yes_no", "facility", "person",
)  # fmt: skip
STANDS_FOR = (
    "subject", "subject_born", "applicant", "applicant_phone", "applicant_id", "event_day",
    "copies", "pages", "exemption", "other_commune", "visit_day", "visit_time",
)  # fmt: skip
FEE_WHEN = ("always", "late", "copies", "pages")
LEG = ("police", "insurance", "commune")
LEG_WHEN = ("signed", "accepted")
STEP = ("total", "register", "police", "insurance", "commune", "verify")
BOOK = (
    "birth", "death", "marriage", "guardianship", "guardianship_end", "recognition", "change",
    "marital_status", "extract", "certified", "other",
)  # fmt: skip
LAYOUT = ("birth", "marriage", "extract", "confirmation", "certified")

WIDER = (
    ("procedure_question", "kind", KIND),
    ("procedure_fee", "due_when", FEE_WHEN),
    ("procedure_leg", "kind", LEG),
    ("procedure_leg", "after", LEG),
    ("procedure_limit", "step", STEP),
    ("local_limit", "step", STEP),
    ("leg", "kind", LEG),
    ("book", "kind", BOOK),
    ("counter", "kind", BOOK),
    ("entry", "kind", BOOK),
)
"""Words that a column now knows too."""

NARROW = {
    ("procedure_question", "kind"): tuple(
        kind for kind in KIND if kind not in {"time", "choices", "money", "person"}
    ),
    ("procedure_fee", "due_when"): FEE_WHEN[:3],
    ("procedure_leg", "kind"): LEG[:2],
    ("procedure_leg", "after"): LEG[:2],
    ("procedure_limit", "step"): STEP[:4],
    ("local_limit", "step"): STEP[:4],
    ("leg", "kind"): LEG[:2],
    ("book", "kind"): BOOK[:1],
    ("counter", "kind"): BOOK[:1],
    ("entry", "kind"): BOOK[:1],
}


def upgrade() -> None:
    for table, column, words in WIDER:
        _allow(table, column, words)
    _words("procedure", "topic", TOPIC, "birth")
    _filled("procedure", "n", sa.Integer(), "0")
    for column in ("basis", "about", "note"):
        _filled("procedure_version", column, sa.String(), "")
    _words("procedure_version", "visit", VISIT, "office")
    _words("procedure_version", "signer", SIGNER, "head")
    _filled("procedure_version", "both_present", sa.Boolean(), "false")
    _filled("procedure_version", "declarant_signs", sa.Boolean(), "true")
    op.add_column("procedure_version", sa.Column("on_time_days", sa.Integer(), nullable=True))
    op.create_check_constraint(
        op.f("ck_procedure_version_on_time_days"), "procedure_version", "on_time_days > 0"
    )
    op.add_column("procedure_question", sa.Column("stands_for", sa.String(32), nullable=True))
    _check("procedure_question", "stands_for", STANDS_FOR)
    for column, kind in (
        ("valid_from", sa.Date()),
        ("valid_to", sa.Date()),
        ("beyond", sa.Integer()),
        ("amount_beyond", sa.Integer()),
        ("most", sa.Integer()),
    ):
        op.add_column("procedure_fee", sa.Column(column, kind, nullable=True))
    _filled("procedure_fee", "exempt", postgresql.JSONB(), "[]")
    op.create_check_constraint(
        op.f("ck_procedure_fee_valid_to"), "procedure_fee", "valid_to >= valid_from"
    )
    _words("procedure_leg", "opens", LEG_WHEN, "signed")
    _create_results()
    op.drop_constraint(op.f("uq_leg_dossier_id_kind"), "leg")
    op.create_unique_constraint(
        op.f("uq_leg_dossier_id_kind_holder_unit_id"),
        "leg",
        ["dossier_id", "kind", "holder_unit_id"],
    )
    op.drop_constraint(op.f("uq_entry_dossier_id"), "entry")
    op.create_unique_constraint(op.f("uq_entry_dossier_id_kind"), "entry", ["dossier_id", "kind"])


def downgrade() -> None:
    op.drop_constraint(op.f("uq_entry_dossier_id_kind"), "entry")
    op.create_unique_constraint(op.f("uq_entry_dossier_id"), "entry", ["dossier_id"])
    op.drop_constraint(op.f("uq_leg_dossier_id_kind_holder_unit_id"), "leg")
    op.create_unique_constraint(op.f("uq_leg_dossier_id_kind"), "leg", ["dossier_id", "kind"])
    op.drop_table("procedure_result")
    for table, columns in (
        ("procedure_leg", ("opens",)),
        (
            "procedure_fee",
            ("exempt", "most", "amount_beyond", "beyond", "valid_to", "valid_from"),
        ),
        ("procedure_question", ("stands_for",)),
        (
            "procedure_version",
            (
                "on_time_days", "declarant_signs", "both_present", "signer", "visit", "note",
                "about", "basis",
            ),
        ),
        ("procedure", ("n", "topic")),
    ):  # fmt: skip
        for column in columns:
            op.drop_column(table, column)
    for (table, column), words in NARROW.items():
        _allow(table, column, words)


def _create_results() -> None:
    op.create_table(
        "procedure_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("book", sa.String(32), nullable=False),
        sa.Column("layout", sa.String(32), nullable=False),
        sa.CheckConstraint(_among("book", BOOK), name=op.f("ck_procedure_result_book")),
        sa.CheckConstraint(_among("layout", LAYOUT), name=op.f("ck_procedure_result_layout")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["procedure_version.id"], name=op.f("fk_procedure_result_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_result")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_procedure_result_version_id_key")),
        sa.UniqueConstraint("version_id", "book", name=op.f("uq_procedure_result_version_id_book")),
    )


def _filled(table: str, column: str, kind: sa.types.TypeEngine, value: str) -> None:
    """A column that old rows fill with ``value`` and new rows must name."""
    op.add_column(table, sa.Column(column, kind, nullable=False, server_default=value))
    op.alter_column(table, column, server_default=None)


def _words(table: str, column: str, words: tuple[str, ...], value: str) -> None:
    _filled(table, column, sa.String(32), value)
    _check(table, column, words)


def _allow(table: str, column: str, words: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{column}"), table)
    _check(table, column, words)


def _check(table: str, column: str, words: tuple[str, ...]) -> None:
    op.create_check_constraint(op.f(f"ck_{table}_{column}"), table, _among(column, words))


def _among(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"
