"""Counts of months, weeks, procedures and stages summed by district, for the pages of the city."""

import sqlalchemy as sa
from alembic import op

revision = "0094_district_counts"
down_revision = "0092_service_levels"
branch_labels = None
depends_on = None

NUMBERS = (
    *("received", "in_time", "late", "closed", "running", "overdue", "paused"),
    *("days", "measured"),
)
OF_PROCEDURES = (*NUMBERS, "refused", "supplement_requests", "supplemented", "supplemented_twice")
WORDS = {
    "part": "part IN ('whole', 'police', 'insurance', 'commune')",
    "channel": "channel IN ('self', 'assisted', 'on_behalf', 'from_paper')",
    "stage": "stage IN"
    " ('accept', 'register', 'police', 'insurance', 'commune', 'hand_over', 'whole')",
}


def upgrade() -> None:
    _table("monthly_count", "month", [_word("part")], NUMBERS)
    of_procedure = _key("procedure_id", sa.ForeignKey("procedure.id"))
    _table("procedure_count", "month", [of_procedure, _word("channel")], OF_PROCEDURES)
    name = "district_procedure_count"
    op.create_index(op.f(f"ix_{name}_procedure_id"), name, ["procedure_id"])
    _table("weekly_count", "week", [_word("channel")], ("received", "in_time", "late"))
    days = _key("days", autoincrement=False)
    _table("stage_days", "month", [_word("stage"), days], ("dossiers",))
    op.execute("DELETE FROM counting_mark")  # without it the job counts everything


def downgrade() -> None:
    for name in ("monthly_count", "procedure_count", "weekly_count", "stage_days"):
        op.drop_table(f"district_{name}")


def _table(
    of_communes: str, day: str, keys: list[sa.Column[object]], numbers: tuple[str, ...]
) -> None:
    name = f"district_{of_communes}"
    op.create_table(
        name,
        _key("district_id", sa.ForeignKey("unit.id")),
        sa.Column(day, sa.Date(), primary_key=True),
        *keys,
        *(sa.Column(number, sa.Integer(), nullable=False) for number in numbers),
        *(sa.CheckConstraint(WORDS[key.name], name=key.name) for key in keys if key.name in WORDS),
    )
    op.create_index(op.f(f"ix_{name}_{day}"), name, [day])


def _key(name: str, *of: sa.ForeignKey, **how: bool) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), *of, primary_key=True, **how)


def _word(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.String(32), primary_key=True)
