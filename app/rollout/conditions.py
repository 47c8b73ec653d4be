"""SQL conditions over the units of the roll-out and the lists of their staff."""

from app.accounts.conditions import LEADS_COMMUNE, everywhere_or
from app.kernel.row_security.conditions import managed, own, read, there

NEAR = everywhere_or(f"{read('unit_id')} or {own('unit_id')} or {managed('unit_id')}")
"""Of a unit that the person works in, reads or manages."""
KEEPS = f"({own('unit_id')} or {managed('unit_id')})"
"""Of a unit that the person works in or manages."""
MANAGES_OR_LEADS = f"({managed('unit_id')} or {LEADS_COMMUNE})"
OF_STAFF = everywhere_or(there("staff", "there.id = staff_id"))
