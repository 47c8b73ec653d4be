"""Pages, handlers and channels of messages."""

from flask_babel import lazy_gettext as _

from app.accounts.operations.account_links import Gateway, link_gateway
from app.kernel.web.package import Package
from app.notifications import channels
from app.notifications.channels.kannel import Kannel
from app.notifications.channels.smtp import Smtp
from app.notifications.models.outbox import Channel
from app.notifications.operations import (
    delivery_receipts,
    expired_codes,
    inbound_sms,
    outbox,
    retention,
    sender,
)
from app.notifications.rules import settings as notices
from app.notifications.views.gateway import gateway
from app.notifications.views.message_templates import WordingVersionView
from app.notifications.views.preferences import OwnPreferences
from config import Config


def _configure(settings: Config) -> None:
    """Connect the configured channels to their gateways; the others use the sandbox."""
    notices.use(settings.notices)
    if settings.notices.sms == "kannel":
        channels.connect(Channel.SMS, Kannel(settings.notices))
    if settings.notices.smtp_url:
        channels.connect(Channel.EMAIL, Smtp(settings.notices.smtp_url, settings.notices.mail_from))


PACKAGE = Package(
    name="notifications",
    pages=(OwnPreferences, WordingVersionView),
    nouns={
        "NoticePreference": _("Own messages"),
    },
    callbacks=(gateway,),
    handlers=(
        link_gateway.handlers({Gateway.IS_THERE: outbox.goes_out, Gateway.WAKE: outbox.wake_sms}),
    ),
    jobs=(delivery_receipts, expired_codes, inbound_sms, retention, sender),
    configure=_configure,
)
