"""Two requests of which nobody can tell whether they are about one person are shown, too."""

from alembic import op

revision = "0048_undecided_duplicates"
down_revision = "0047_sealed_slips"
branch_labels = None
depends_on = None

TABLE = "duplicate_candidate"
BEFORE = "'same_subject', 'same_mother_and_day'"


def _kinds(listed: str) -> None:
    op.drop_constraint(op.f("ck_duplicate_candidate_kind"), TABLE)
    op.create_check_constraint(op.f("ck_duplicate_candidate_kind"), TABLE, f"kind IN ({listed})")


def upgrade() -> None:
    _kinds(f"{BEFORE}, 'undecided'")


def downgrade() -> None:
    op.execute("delete from duplicate_candidate where kind = 'undecided'")
    _kinds(BEFORE)
