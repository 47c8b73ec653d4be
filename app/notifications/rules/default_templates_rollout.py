"""Messages of the roll-out, to officers: classes, lists that are due, and whether messages come."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from app.notifications.rules.message_kinds import Kind, Plan, Template, Words

OF_ROLL_OUT: Mapping[Template, Plan] = {
    Template.TRAINING_INVITED: Plan(
        facts={
            "unit": Kind.TEXT,
            "course": Kind.TEXT,
            "begins": Kind.MOMENT,
            "place": Kind.TEXT,
        },
        said=Words(
            subject=_("Training class at %(begins)s"),
            text=_(
                "You have a seat in the training class “%(course)s” of %(unit)s. It begins at"
                " %(begins)s, place: %(place)s. Bring an identity paper."
            ),
            sms=_(
                "Training class %(course)s: %(begins)s, place %(place)s. Bring an identity paper."
                " %(unit)s"
            ),
        ),
    ),
    Template.LIST_DUE: Plan(
        facts={"unit": Kind.TEXT, "phase": Kind.TEXT, "day": Kind.DAY},
        said=Words(
            subject=_("%(unit)s: staff list to hand in by %(day)s"),
            text=_(
                "%(unit)s has not handed in its staff list of %(phase)s yet. It is due on %(day)s;"
                " without it nobody is trained or gets an account."
            ),
            sms=_("%(unit)s has not handed in the staff list of %(phase)s. Due: %(day)s."),
        ),
    ),
    Template.OFFICE_CHECK: Plan(
        facts={"number": Kind.TEXT, "minutes": Kind.COUNT},
        said=Words(
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
}
