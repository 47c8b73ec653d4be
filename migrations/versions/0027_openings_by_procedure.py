"""Openings from the time when births were all there was open the procedures of go-live (data only)."""

from alembic import op

revision = "0027_openings_by_procedure"
down_revision = "0026_declarations"
branch_labels = None
depends_on = None

AT_GO_LIVE = (
    "('1.001193'), ('1.001193.1'), ('1.001193.2'), ('1.001193.3'), ('2.000986'), ('2.001023'),"
    " ('1.000656')"
)


def upgrade() -> None:
    op.execute(
        "insert into opening (unit_id, procedure_code, during, reason)"  # noqa: S608  # words of this file
        " select o.unit_id, p.code, o.during, o.reason from opening o"
        f" cross join (values {AT_GO_LIVE}) p (code) where o.procedure_code is null"
    )
    op.execute("delete from opening where procedure_code is null")


def downgrade() -> None:
    op.execute(
        "insert into opening (unit_id, procedure_code, during, reason)"  # noqa: S608  # words of this file
        " select distinct unit_id, null, during, reason from opening"
        f" where procedure_code in (select code from (values {AT_GO_LIVE}) p (code))"
    )
    op.execute("delete from opening where procedure_code is not null")
