"""Roll-out messages to officers: classes, due staff lists, and SMS tests."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from app.notifications.rules.message_kinds import (
    DefaultTemplate,
    FactKind,
    MessageKind,
    TemplateTexts,
)

OF_ROLL_OUT: Mapping[MessageKind, DefaultTemplate] = {
    MessageKind.TRAINING_INVITED: DefaultTemplate(
        facts={
            "unit": FactKind.TEXT,
            "course": FactKind.TEXT,
            "begins": FactKind.MOMENT,
            "place": FactKind.TEXT,
        },
        said=TemplateTexts(
            subject=_("Training class at %(begins)s"),
            text=_(
                "You have a seat in the training class “%(course)s” of %(unit)s. It "
                "begins at %(begins)s, place: %(place)s. Bring an identity document."
            ),
            sms=_(
                "Training class %(course)s: %(begins)s, place %(place)s. Bring an "
                "identity document. %(unit)s"
            ),
        ),
    ),
    MessageKind.LIST_DUE: DefaultTemplate(
        facts={"unit": FactKind.TEXT, "phase": FactKind.TEXT, "day": FactKind.DAY},
        said=TemplateTexts(
            subject=_("%(unit)s: staff list to hand in by %(day)s"),
            text=_(
                "%(unit)s has not handed in its staff list of %(phase)s yet. It is due on %(day)s;"
                " without it nobody is trained or gets an account."
            ),
            sms=_("%(unit)s has not handed in the staff list of %(phase)s. Due: %(day)s."),
        ),
    ),
    MessageKind.BOOKS_TO_CLOSE: DefaultTemplate(
        facts={"unit": FactKind.TEXT, "books": FactKind.COUNT},
        said=TemplateTexts(
            subject=_("%(unit)s: civil-status books of last year to lock"),
            text=_(
                "%(books)s civil-status books of last year are not locked in %(unit)s. The officer"
                " prepares the closing minutes, the leader signs them."
            ),
            sms=_("%(unit)s: %(books)s civil-status books of last year are not locked yet."),
        ),
    ),
    MessageKind.OFFICE_CHECK: DefaultTemplate(
        facts={"number": FactKind.TEXT, "minutes": FactKind.COUNT},
        said=TemplateTexts(
            subject=_("Check of messages"),
            text=_(
                "%(number)s is the number of the check. Type it on the page on which you asked for"
                " it, within %(minutes)s minutes."
            ),
            sms=_(
                "%(number)s is the number of the check of messages. Type it on the page within"
                " %(minutes)s minutes."
            ),
        ),
    ),
    MessageKind.ACCOUNT_LINK: DefaultTemplate(
        facts={"link": FactKind.LINK},
        said=TemplateTexts(
            subject=_("Link for choosing a password"),
            text=_(
                "Choose the password of your account within 72 hours, and show the link to nobody:"
                " %(link)s"
            ),
            sms=_("Choose your password within 72 hours, show this to nobody: %(link)s"),
        ),
    ),
}
