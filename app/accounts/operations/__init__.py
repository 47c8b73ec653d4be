"""What is done to staff, postings, accounts and sessions. Nothing here commits."""

from app.accounts.operations.accounts import (
    HandedOver,
    HasAccount,
    NoAccount,
    WrongPassword,
    change_password,
    close_account,
    create_city_admin,
    open_account,
    renew_password,
    set_password,
    try_password,
)
from app.accounts.operations.roles import (
    count_change,
    sync_roles,
)
from app.accounts.operations.sessions import (
    end_session,
    end_sessions,
    end_sessions_of,
    forget_old_sessions,
    open_session,
    touch_session,
)
from app.accounts.operations.staff import (
    EndsBeforeItBegins,
    PostedAlready,
    WrongSeat,
    check_posting,
    create_staff,
    end_posting,
    grant_posting,
    period,
    tidy_staff,
)

__all__ = [
    "EndsBeforeItBegins",
    "HandedOver",
    "HasAccount",
    "NoAccount",
    "PostedAlready",
    "WrongPassword",
    "WrongSeat",
    "change_password",
    "check_posting",
    "close_account",
    "count_change",
    "create_city_admin",
    "create_staff",
    "end_posting",
    "end_session",
    "end_sessions",
    "end_sessions_of",
    "forget_old_sessions",
    "grant_posting",
    "open_account",
    "open_session",
    "period",
    "renew_password",
    "set_password",
    "sync_roles",
    "tidy_staff",
    "touch_session",
    "try_password",
]
