"""What both sides would have written down of packets that travelled before there was a ledger."""

from alembic import op

revision = "0021_handover_of_before"
down_revision = "0020_handover"
branch_labels = None
depends_on = None

BOOKED = """
insert into handover (leg_id, commune_id, holder_unit_id, packet_n, checksum, direction, party,
                      at, booked_at, event_id, staff_id, posting_id, seat, key, xact)
select told.leg_id, leg.commune_id, leg.holder_unit_id, packet.n, packet.checksum, said.direction,
       said.party, told.at, told.at, told.id, told.staff_id, told.posting_id,
       nullif(concat_ws(', ', posting.title, unit.name), ''),
       concat_ws('/', told.leg_id, packet.n, said.direction, said.party),
       pg_current_xact_id()::text::bigint
from dossier_event told
  join (values ('send', 'out', 'giver'), ('resend', 'out', 'giver'), ('receive', 'out', 'taker'),
               ('answer', 'back', 'giver'), ('refuse_leg', 'back', 'giver'),
               ('collect', 'back', 'taker'), ('note_refusal', 'back', 'taker'),
               ('recall', 'back', 'taker')) as said (action, direction, party)
    on said.action = told.action
  join leg on leg.id = told.leg_id
  join packet on packet.leg_id = told.leg_id and packet.n = (
    select count(*) from dossier_event sent
    where sent.leg_id = told.leg_id and sent.id <= told.id and sent.action in ('send', 'resend'))
  left join posting on posting.id = told.posting_id
  left join unit on unit.id = posting.unit_id
order by told.id
on conflict (key) do nothing
"""


def upgrade() -> None:
    op.execute(BOOKED)


def downgrade() -> None:
    op.execute("alter table handover disable trigger user")
    op.execute("delete from handover")
    op.execute("alter table handover enable trigger user")
