"""The default messages about dossiers that end without a result, or whose result is revoked, and
about complaints."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from app.notifications.rules.message_kinds import (
    DefaultTemplate,
    FactKind,
    MessageKind,
    TemplateTexts,
)

_ALWAYS = {"code": FactKind.TEXT, "unit": FactKind.TEXT}
_ANSWERED = {**_ALWAYS, "letter": FactKind.TEXT, "day": FactKind.DAY}

OF_REFUSALS: Mapping[MessageKind, DefaultTemplate] = {
    MessageKind.EXPIRED: DefaultTemplate(
        facts={**_ALWAYS, "day": FactKind.DAY},
        said=TemplateTexts(
            subject=_("Dossier %(code)s is closed"),
            text=_(
                "What was asked for did not come by %(day)s: the People's Committee of "
                "%(unit)s has closed dossier %(code)s. Documents and money that it "
                "keeps for you can be collected at the one-stop office. You may send a "
                "new dossier at any time."
            ),
            sms=_(
                "Dossier %(code)s closed: no supplement by %(day)s. Collect documents at UBND "
                "%(unit)s. %(page)s %(phone)s"
            ),
        ),
    ),
    MessageKind.PAPER_REVOKED: DefaultTemplate(
        facts={**_ALWAYS, "day": FactKind.DAY, "reason": FactKind.TEXT},
        said=TemplateTexts(
            subject=_("Dossier %(code)s: the issued document is revoked"),
            text=_(
                "The People's Committee of %(unit)s has revoked the document issued for "
                "dossier %(code)s; it is not in force since %(day)s. Reason: %(reason)s. "
                "Bring it back to the one-stop office, which tells you what to do next."
            ),
            sms=_(
                "The document of dossier %(code)s is revoked since %(day)s, do not use it. Ask "
                "UBND %(unit)s. %(page)s %(phone)s"
            ),
        ),
    ),
    MessageKind.WITHDRAWN: DefaultTemplate(
        facts=_ALWAYS,
        said=TemplateTexts(
            subject=_("Dossier %(code)s is withdrawn"),
            text=_(
                "Dossier %(code)s was withdrawn as requested; the People's Committee of %(unit)s"
                " does nothing more with it. If you did not ask for this, tell the office at once."
                " You may send a new dossier at any time."
            ),
            sms=_(
                "Dossier %(code)s was withdrawn. If you did not ask for it, tell UBND %(unit)s at"
                " once. %(page)s %(phone)s"
            ),
        ),
    ),
    MessageKind.NOT_ACCEPTED: DefaultTemplate(
        facts={**_ALWAYS, "reason": FactKind.TEXT},
        said=TemplateTexts(
            subject=_("Dossier %(code)s is not accepted"),
            text=_(
                "The People's Committee of %(unit)s cannot accept dossier %(code)s. Reason:"
                " %(reason)s. If you have questions, ask the one-stop office."
            ),
            sms=_(
                "Dossier %(code)s is not accepted. Read the reason at %(page)s or ask UBND "
                "%(unit)s %(phone)s"
            ),
        ),
    ),
    MessageKind.REFUSED: DefaultTemplate(
        facts={**_ANSWERED, "reason": FactKind.TEXT},
        said=TemplateTexts(
            subject=_("Dossier %(code)s is refused"),
            text=_(
                "The People's Committee of %(unit)s cannot grant what dossier %(code)s "
                "asks for. Reason: %(reason)s. Letter no. %(letter)s of %(day)s says "
                "to whom you may complain. Read and print it on the tracking page, or "
                "collect it with the documents handed in at the one-stop office."
            ),
            sms=_(
                "Dossier %(code)s refused: letter %(letter)s of %(day)s. Reason: %(page)s or UBND "
                "%(unit)s %(phone)s"
            ),
        ),
    ),
    MessageKind.WRITTEN_ANSWER: DefaultTemplate(
        facts=_ANSWERED,
        said=TemplateTexts(
            subject=_("Dossier %(code)s: written answer"),
            text=_(
                "The People's Committee of %(unit)s has answered dossier %(code)s with letter no."
                " %(letter)s of %(day)s. It says why the dossier is closed and to whom you may"
                " complain. Read and print it on the tracking page, or collect it at the one-stop"
                " office."
            ),
            sms=_(
                "Dossier %(code)s: answer no. %(letter)s of %(day)s. Read it: %(page)s or UBND "
                "%(unit)s %(phone)s"
            ),
        ),
    ),
    MessageKind.STOPPED: DefaultTemplate(
        facts={**_ALWAYS, "reason": FactKind.TEXT},
        said=TemplateTexts(
            subject=_("Dossier %(code)s was stopped"),
            text=_(
                "The People's Committee of %(unit)s has stopped work on dossier "
                "%(code)s. Reason: %(reason)s. Come to the one-stop office for the "
                "documents handed in."
            ),
            sms=_(
                "Work on dossier %(code)s was stopped. Collect documents at UBND %(unit)s. "
                "Reason: %(page)s %(phone)s"
            ),
        ),
    ),
    MessageKind.COMPLAINT_ACCEPTED: DefaultTemplate(
        facts={**_ALWAYS, "day": FactKind.DAY},
        said=TemplateTexts(
            subject=_("Your complaint about dossier %(code)s is accepted for handling"),
            text=_(
                "The head of the People's Committee of %(unit)s has accepted your complaint about"
                " dossier %(code)s for handling and answers it by %(day)s. The answer will be"
                " shown on the tracking page."
            ),
            sms=_(
                "Complaint about dossier %(code)s accepted: UBND %(unit)s answers by %(day)s."
                " %(page)s %(phone)s"
            ),
        ),
    ),
    MessageKind.COMPLAINT_ANSWERED: DefaultTemplate(
        facts=_ANSWERED,
        said=TemplateTexts(
            subject=_("The answer to what you wrote about dossier %(code)s"),
            text=_(
                "The head of the People's Committee of %(unit)s has answered what you wrote about"
                " dossier %(code)s with letter no. %(letter)s of %(day)s. Read and print it on the"
                " tracking page; it says to whom you may turn next."
            ),
            sms=_(
                "Letter on dossier %(code)s answered: no. %(letter)s of %(day)s. %(page)s or UBND"
                " %(unit)s %(phone)s"
            ),
        ),
    ),
}
