"""What the database knows of accounts: functions, and who sees tables that know no roles."""

from app.accounts.conditions import ADMINISTERS, OVERSEES
from app.accounts.roles import Role
from app.kernel.audit.access_log import AccessEntry
from app.kernel.audit.change_log import AuditEntry
from app.kernel.row_security.conditions import ANYBODY, MINE, Rows, me, own
from app.kernel.row_security.functions import declared
from app.kernel.row_security.grants import NOTHING, READ, Granted
from app.kernel.web.lists.saved_view import SavedView

FUNCTIONS = declared(beside=__file__, words=(Role,))
_JUST_NOW = "(staff_id is null and at > transaction_timestamp() - interval '1 minute')"
"""The statement that adds a journal row reads it back."""
ROWS = {
    AuditEntry.__tablename__: Rows(see=f"{OVERSEES} or {MINE} or {_JUST_NOW}", add=ANYBODY),
    AccessEntry.__tablename__: Rows(see=OVERSEES, add=ANYBODY),
    SavedView.__tablename__: Rows.written(
        see=f"{me('owner_id')} or (unit_id is not null and {own('unit_id')})"
        " or (role is not null and"
        f" (role = any ((select mc_roles())::text[]) or {ADMINISTERS}))",
        write=f"({me('owner_id')} and (unit_id is null or {own('unit_id')})"
        f" and role is null) or (role is not null and {ADMINISTERS})",
    ),
}
"""Of tables of the kernel, which knows no roles."""
_FOLLOWS_POSTINGS = Granted(web=READ, worker=READ)
"""Roles follow today's postings: nobody is given one by hand."""
GRANTED = {
    **dict.fromkeys(
        ("ab_user_role", "ab_user_group", "ab_group", "ab_group_role"), _FOLLOWS_POSTINGS
    ),
    **dict.fromkeys(
        (
            "ab_role",
            "ab_permission",
            "ab_view_menu",
            "ab_permission_view",
            "ab_permission_view_role",
        ),
        Granted(worker=READ),
    ),
    "ab_api_key": Granted(web=READ, worker=NOTHING),
    "ab_register_user": Granted(web=NOTHING, worker=NOTHING),
}
"""Of tables of Flask-AppBuilder."""
