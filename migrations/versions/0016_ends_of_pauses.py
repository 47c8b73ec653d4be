"""The ends of pauses that are over, and the pauses of legs, as the journal tells them (data only)."""

from alembic import op

revision = "0016_ends_of_pauses"
down_revision = "0015_clock_ledger"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "update pause set resumed_event_id = ("
        " select coalesce(min(e.id), pause.proof_event_id) from dossier_event e"
        " where e.dossier_id = pause.dossier_id"
        " and e.leg_id is null and e.id > pause.proof_event_id"
        " and e.action in ('supply_later', 'stop', 'withdraw_at_desk'))"
        " where not upper_inf(during)"
    )
    op.execute(
        "insert into pause (dossier_id, subject_id, during, cause, proof_event_id,"
        " resumed_event_id)"
        " select asked.dossier_id, asked.leg_id, tstzrange(asked.at, ended.at), asked.action,"
        " asked.id, ended.id from dossier_event asked left join lateral ("
        " select e.id, e.at from dossier_event e where e.leg_id = asked.leg_id and e.id > asked.id"
        " and e.action in ('resend', 'recall') order by e.id limit 1) ended on true"
        " where asked.action = 'ask_completion'"
    )


def downgrade() -> None:
    op.execute("delete from pause where subject_id <> dossier_id")
    op.execute("update pause set resumed_event_id = null")
