"""The default messages about results that go by post."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from app.notifications.rules.message_kinds import (
    DefaultTemplate,
    FactKind,
    MessageKind,
    TemplateTexts,
)

_ALWAYS = {"code": FactKind.TEXT, "unit": FactKind.TEXT}

OF_POST: Mapping[MessageKind, DefaultTemplate] = {
    MessageKind.READY_BY_POST: DefaultTemplate(
        facts={**_ALWAYS, "granted": FactKind.RESULTS},
        said=TemplateTexts(
            subject=_("Dossier %(code)s: the result is ready and goes by post"),
            text=_(
                "Dossier %(code)s is ready: %(granted)s. The People's Committee of %(unit)s posts"
                " it to the address that you gave; you pay the postage to the postman. If you would"
                " rather collect it, tell the one-stop office."
            ),
            sms=_(
                "Dossier %(code)s is ready: %(granted)s. UBND %(unit)s posts it to you."
                " %(page)s %(phone)s"
            ),
        ),
    ),
    MessageKind.POSTED: DefaultTemplate(
        facts={**_ALWAYS, "day": FactKind.DAY, "parcel": FactKind.TEXT},
        said=TemplateTexts(
            subject=_("Dossier %(code)s: the result was posted"),
            text=_(
                "The People's Committee of %(unit)s posted the result of dossier %(code)s on"
                " %(day)s, parcel no. %(parcel)s. If it does not come within a week, tell the"
                " office."
            ),
            sms=_(
                "Result of dossier %(code)s posted on %(day)s, parcel %(parcel)s. UBND %(unit)s"
                " %(page)s %(phone)s"
            ),
        ),
    ),
}
