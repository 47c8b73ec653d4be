"""The default messages: the facts each needs, and the texts shipped with the system.

Messages use the newest version in the database (``message_wording``); these texts are its first.
No message contains a person's name; a reason written by an officer goes into the full text only.
"""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from app.notifications.rules.default_templates_post import OF_POST
from app.notifications.rules.default_templates_refusals import OF_REFUSALS
from app.notifications.rules.default_templates_rollout import OF_ROLL_OUT
from app.notifications.rules.message_kinds import (
    DefaultTemplate,
    FactKind,
    MessageKind,
    TemplateTexts,
)

_ALWAYS = {"code": FactKind.TEXT, "unit": FactKind.TEXT}

PLANS: Mapping[MessageKind, DefaultTemplate] = {
    MessageKind.SUBMITTED: DefaultTemplate(
        facts=_ALWAYS,
        said=TemplateTexts(
            subject=_("Dossier %(code)s has arrived"),
            text=_(
                "The People's Committee of %(unit)s has received dossier %(code)s. "
                "Within 8 working hours it looks at the documents and sends the "
                "appointment. Keep the receipt: its code and secret open the tracking "
                "page."
            ),
            sms=_(
                "UBND %(unit)s has received dossier %(code)s and answers within 8 working hours. "
                "See %(page)s %(phone)s"
            ),
        ),
    ),
    MessageKind.ACCEPTED: DefaultTemplate(
        facts={**_ALWAYS, "visit": FactKind.MOMENT, "due": FactKind.DAY},
        said=TemplateTexts(
            subject=_("Dossier %(code)s is accepted: appointment %(visit)s"),
            text=_(
                "Dossier %(code)s is accepted. Come to the People's Committee of "
                "%(unit)s at %(visit)s with the original documents and an identity "
                "document. The result is promised for %(due)s."
            ),
            sms=_(
                "Dossier %(code)s: come to UBND %(unit)s at %(visit)s with originals. Result by "
                "%(due)s. %(page)s %(phone)s"
            ),
        ),
        at_home=TemplateTexts(
            subject=_("Dossier %(code)s is accepted: officers come at %(visit)s"),
            text=_(
                "Dossier %(code)s is accepted. Officers of the People's Committee of "
                "%(unit)s come to your address at %(visit)s. Have the original "
                "documents and an identity document at hand. The result is promised "
                "for %(due)s."
            ),
            sms=_(
                "Dossier %(code)s: UBND %(unit)s comes to you at %(visit)s, have originals. "
                "Result %(due)s. %(page)s %(phone)s"
            ),
        ),
    ),
    MessageKind.VISIT_SOON: DefaultTemplate(
        facts={**_ALWAYS, "visit": FactKind.MOMENT},
        said=TemplateTexts(
            subject=_("Dossier %(code)s: your appointment is at %(visit)s"),
            text=_(
                "The People's Committee of %(unit)s expects you for dossier %(code)s "
                "at %(visit)s. Bring the original documents and an identity document. "
                "If you cannot come, telephone the one-stop office."
            ),
            sms=_(
                "Dossier %(code)s: please come to UBND %(unit)s at %(visit)s with originals and "
                "identity. %(page)s %(phone)s"
            ),
        ),
        at_home=TemplateTexts(
            subject=_("Dossier %(code)s: officers come at %(visit)s"),
            text=_(
                "Officers of the People's Committee of %(unit)s come to your address "
                "for dossier %(code)s at %(visit)s. Have the original documents and an "
                "identity document at hand. If you are not at home, telephone the "
                "one-stop office."
            ),
            sms=_(
                "Dossier %(code)s: UBND %(unit)s comes to your home at %(visit)s. Have originals "
                "ready. %(page)s %(phone)s"
            ),
        ),
    ),
    MessageKind.VERIFYING: DefaultTemplate(
        facts={**_ALWAYS, "days": FactKind.COUNT, "reason": FactKind.TEXT},
        said=TemplateTexts(
            subject=_("Dossier %(code)s needs verification"),
            text=_(
                "The People's Committee of %(unit)s has to verify something for "
                "dossier %(code)s: %(reason)s. The law gives it up to %(days)s working "
                "days more. The new day of the result is shown on the tracking page."
            ),
            sms=_(
                "Dossier %(code)s: UBND %(unit)s verifies, up to %(days)s working days more. New "
                "day: %(page)s %(phone)s"
            ),
        ),
    ),
    MessageKind.SUPPLEMENT: DefaultTemplate(
        facts={**_ALWAYS, "reason": FactKind.TEXT, "day": FactKind.DAY},
        said=TemplateTexts(
            subject=_("Dossier %(code)s needs more documents by %(day)s"),
            text=_(
                "Dossier %(code)s is not complete yet. What is needed: %(reason)s. Send it from the"
                " tracking page or bring it to the People's Committee of %(unit)s by the end of"
                " %(day)s; the work goes on when everything is there."
            ),
            sms=_(
                "Dossier %(code)s is not complete: complete it by %(day)s. See why at %(page)s or "
                "UBND %(unit)s %(phone)s"
            ),
        ),
    ),
    MessageKind.SUPPLEMENT_DUE: DefaultTemplate(
        facts={**_ALWAYS, "day": FactKind.DAY},
        said=TemplateTexts(
            subject=_("Dossier %(code)s: please complete it by %(day)s"),
            text=_(
                "Dossier %(code)s still waits for what the People's Committee of %(unit)s asked"
                " for. Send it from the tracking page or bring it by the end of %(day)s; after that"
                " day the dossier is closed."
            ),
            sms=_(
                "Dossier %(code)s waits for your documents until %(day)s, then closes: %(page)s "
                "or UBND %(unit)s %(phone)s"
            ),
        ),
    ),
    MessageKind.READY: DefaultTemplate(
        facts={**_ALWAYS, "granted": FactKind.RESULTS, "refused": FactKind.RESULTS},
        said=TemplateTexts(
            subject=_("Dossier %(code)s: the result is ready"),
            text=_(
                "Dossier %(code)s is ready: %(granted)s. Come to the People's "
                "Committee of %(unit)s with an identity document, sign and collect the "
                "result."
            ),
            sms=_(
                "Dossier %(code)s is ready: %(granted)s. Come to UBND %(unit)s with your "
                "identity. %(page)s %(phone)s"
            ),
        ),
        in_part=TemplateTexts(
            subject=_("Dossier %(code)s: part of the result is ready"),
            text=_(
                "Dossier %(code)s has its answers. Granted: %(granted)s. Refused: "
                "%(refused)s. Come to the People's Committee of %(unit)s with an "
                "identity document to collect the result, the written reasons and any "
                "fee that is paid back."
            ),
            sms=_(
                "Dossier %(code)s. Granted: %(granted)s. Refused: %(refused)s. Come to UBND "
                "%(unit)s. %(page)s %(phone)s"
            ),
        ),
    ),
    MessageKind.RETURNED: DefaultTemplate(
        facts={**_ALWAYS, "day": FactKind.DAY},
        said=TemplateTexts(
            subject=_("Dossier %(code)s: the result was handed over"),
            text=_(
                "The result of dossier %(code)s was handed over on %(day)s at the People's"
                " Committee of %(unit)s. If you did not receive it, tell the office at once."
            ),
            sms=_(
                "Result of dossier %(code)s handed over on %(day)s at UBND %(unit)s. If not to "
                "you, tell us: %(page)s %(phone)s"
            ),
        ),
    ),
    MessageKind.LATE: DefaultTemplate(
        facts={**_ALWAYS, "due": FactKind.DAY, "reason": FactKind.TEXT},
        said=TemplateTexts(
            subject=_("Dossier %(code)s is late: apology and new day"),
            text=_(
                "The People's Committee of %(unit)s apologises: dossier %(code)s is late. Reason:"
                " %(reason)s. The result is now promised for %(due)s. There is nothing you have to"
                " do."
            ),
            sms=_(
                "UBND %(unit)s apologises: dossier %(code)s is late. New day: %(due)s. Reason: "
                "%(page)s %(phone)s"
            ),
        ),
    ),
    MessageKind.COMMUNE_DIGEST: DefaultTemplate(
        facts={
            "unit": FactKind.TEXT,
            "day": FactKind.DAY,
            "to_sign": FactKind.COUNT,
            "due_today": FactKind.COUNT,
            "late": FactKind.COUNT,
            "late_intake": FactKind.COUNT,
        },
        said=TemplateTexts(
            subject=_("%(unit)s, %(day)s: what waits"),
            text=_(
                "Dossiers of %(unit)s on %(day)s: %(to_sign)s to sign, %(due_today)s "
                "due today, %(late)s late, %(late_intake)s overdue at intake."
            ),
            sms=_(
                "%(unit)s %(day)s: %(to_sign)s to sign, %(due_today)s due today, "
                "%(late)s late, %(late_intake)s overdue at intake."
            ),
        ),
    ),
    MessageKind.DISTRICT_DIGEST: DefaultTemplate(
        facts={
            "unit": FactKind.TEXT,
            "day": FactKind.DAY,
            "late": FactKind.COUNT,
            "communes": FactKind.COUNT,
            "worst": FactKind.TEXT,
        },
        said=TemplateTexts(
            subject=_("%(unit)s, %(day)s: late dossiers"),
            text=_(
                "Late dossiers in %(unit)s on %(day)s: %(late)s in %(communes)s communes, most in"
                " %(worst)s."
            ),
            sms=_("%(unit)s %(day)s: %(late)s late dossiers in %(communes)s communes: %(worst)s."),
        ),
    ),
    MessageKind.MORNING: DefaultTemplate(
        facts={
            "unit": FactKind.TEXT,
            "day": FactKind.DAY,
            "first": FactKind.TEXT,
            "queues": FactKind.TEXT,
        },
        said=TemplateTexts(
            subject=_("%(unit)s, %(day)s: what waits in your queues"),
            text=_(
                "What waits in your queues on %(day)s:\n\n%(queues)s\n\nThere are "
                "numbers only: what they stand for is seen after signing in."
            ),
            sms=_("%(unit)s %(day)s, your queues: %(first)s."),
        ),
    ),
    MessageKind.UNDONE: DefaultTemplate(
        facts=_ALWAYS,
        said=TemplateTexts(
            subject=_("Dossier %(code)s: the last message does not hold"),
            text=_(
                "The last message about dossier %(code)s was sent by mistake and does not hold. The"
                " People's Committee of %(unit)s goes on with the dossier as before."
            ),
            sms=_(
                "The last message on dossier %(code)s was a mistake, ignore it. UBND %(unit)s "
                "goes on. %(page)s %(phone)s"
            ),
        ),
    ),
    MessageKind.TRANSFER: DefaultTemplate(
        facts={**_ALWAYS, "to": FactKind.TEXT},
        said=TemplateTexts(
            subject=_("Dossier %(code)s: may it go to %(to)s?"),
            text=_(
                "The People's Committee of %(unit)s thinks that %(to)s is the right commune for"
                " dossier %(code)s. With the codes of the receipt, say on the tracking page whether"
                " it may be passed on; code and secret stay the same."
            ),
            sms=_(
                "UBND %(unit)s asks to pass dossier %(code)s on to %(to)s. Answer at %(page)s "
                "%(phone)s"
            ),
        ),
    ),
    MessageKind.ONE_TIME_CODE: DefaultTemplate(
        facts={"number": FactKind.TEXT, "minutes": FactKind.COUNT},
        said=TemplateTexts(
            subject=_("Your one-time code"),
            text=_(
                "%(number)s is your code of the one-stop office. It holds for %(minutes)s minutes."
                " Tell it to nobody, not even to an officer."
            ),
            sms=_(
                "%(number)s is your code of the one-stop office, good for %(minutes)s minutes."
                " Tell it to nobody, not even an officer."
            ),
        ),
    ),
    MessageKind.DRAFT_KEPT: DefaultTemplate(
        facts={"draft": FactKind.TEXT, "day": FactKind.DAY, "resume_page": FactKind.TEXT},
        said=TemplateTexts(
            subject=_("Draft %(draft)s is kept"),
            text=_(
                "The dossier that you began has the draft code %(draft)s and is kept until"
                " %(day)s. Go on with it at %(resume_page)s, by this telephone or by its two codes."
                " It has not been sent to the commune yet."
            ),
            sms=_(
                "Dossier not sent yet: draft code %(draft)s, kept until %(day)s. Go on by this"
                " telephone at %(resume_page)s"
            ),
        ),
    ),
    MessageKind.STATE_TOLD: DefaultTemplate(
        facts={**_ALWAYS, "state": FactKind.TEXT},
        said=TemplateTexts(
            subject=_("Dossier %(code)s: where it stands"),
            text=_("Dossier %(code)s at the People's Committee of %(unit)s: %(state)s."),
            sms=_("Dossier %(code)s at UBND %(unit)s: %(state)s. %(page)s %(phone)s"),
        ),
    ),
    MessageKind.NOTICES_STOPPED: DefaultTemplate(
        facts={},
        said=TemplateTexts(
            subject=_("No more notices"),
            text=_(
                "This telephone gets no more notices. What you ask for yourself is still answered."
                " To get notices again, send NHAN LAI."
            ),
            sms=_("This telephone gets no more notices. To get them again, send NHAN LAI."),
        ),
    ),
    MessageKind.NOTICES_AGAIN: DefaultTemplate(
        facts={},
        said=TemplateTexts(
            subject=_("Notices again"),
            text=_("This telephone gets notices again. To stop them, send TU CHOI."),
            sms=_("This telephone gets notices again. To stop them, send TU CHOI."),
        ),
    ),
    MessageKind.HOW_TO_ASK: DefaultTemplate(
        facts={},
        said=TemplateTexts(
            subject=_("How to ask"),
            text=_(
                "To ask where a dossier stands, send HS and its code from the "
                "telephone that is in the dossier. To stop notices, send TU CHOI."
            ),
            sms=_(
                "To ask where a dossier stands, send HS and its code from the "
                "telephone that is in the dossier. To stop notices, send TU CHOI."
            ),
        ),
    ),
    **OF_POST,
    **OF_REFUSALS,
    **OF_ROLL_OUT,
}
