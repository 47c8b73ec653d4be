"""The secret of a page as QR code, and as text for those who cannot scan."""

from typing import Any

import pyotp
from flask import current_app

from app.accounts.forms import EnrolForm
from app.accounts.models.staff import AppUser
from app.accounts.operations import two_factor
from app.kernel.printing.qr import qr
from app.kernel.security.rate_limits import CODE, CODE_DAY, CODE_HOUR, TooOften


def offered(user: AppUser, form: EnrolForm) -> dict[str, Any]:
    """Template values: the secret that the form carries, or a new one."""
    try:
        secret = two_factor.offered_secret(user, form.offer.data or "")
    except two_factor.StaleOffer:
        secret, form.offer.data = two_factor.offer(user)
    address = pyotp.TOTP(secret).provisioning_uri(
        name=str(user.username), issuer_name=current_app.config["APP_NAME"]
    )
    groups = [secret[at : at + 4] for at in range(0, len(secret), 4)]
    return {"drawn": qr(address), "groups": groups}


def may_try_code(user: AppUser, form: Any) -> bool:
    """Whether the account is under the rate limit; adds an error to the field otherwise."""
    try:
        for budget in (CODE, CODE_HOUR, CODE_DAY):
            budget.consume(str(user.id))
    except TooOften as refusal:
        form.code.errors = [*form.code.errors, str(refusal)]
        return False
    return True
