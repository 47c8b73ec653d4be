"""Rules for accounts and postings, without a database."""

from app.accounts.rules.actors import PostingReach, actor, needs_second_step, opened_by, username
from app.accounts.rules.passwords import (
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    CommonPassword,
    GuessablePassword,
    LongPassword,
    ShortPassword,
    WeakPassword,
    check_password,
    kept_form,
    password_digest,
    words_of,
)
from app.accounts.rules.session_limits import (
    IDLE,
    LINK_LIVES,
    LONGEST,
    POSTS_KEPT,
    SEEN_EVERY,
    SLIP_WAITS,
    STEP_WAITS,
    limit_passed,
)
from app.accounts.rules.totp import canonical_code, new_secret
from app.accounts.rules.user_agents import device_words

__all__ = [
    "IDLE",
    "LINK_LIVES",
    "LONGEST",
    "LONGEST_PASSWORD",
    "POSTS_KEPT",
    "SEEN_EVERY",
    "SHORTEST_PASSWORD",
    "SLIP_WAITS",
    "STEP_WAITS",
    "CommonPassword",
    "GuessablePassword",
    "LongPassword",
    "PostingReach",
    "ShortPassword",
    "WeakPassword",
    "actor",
    "canonical_code",
    "check_password",
    "device_words",
    "kept_form",
    "limit_passed",
    "needs_second_step",
    "new_secret",
    "opened_by",
    "password_digest",
    "username",
    "words_of",
]
