"""The editor page: a new template version is written, previewed and saved."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField

from app.kernel.db import transaction
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.forms.citizen_fields import LineField, TextField
from app.kernel.web.forms.fields import LinesWidget, LineWidget
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.kernel.web.template_globals import use_icons
from app.notifications import queries
from app.notifications.models.message_templates import TemplateVersion
from app.notifications.operations import message_templates
from app.notifications.rules import (
    gsm_alphabet,
    message_kinds,
    message_text,
    placeholders,
    template_validation,
    template_variables,
)
from app.notifications.rules.message_kinds import TemplateTexts
from app.notifications.rules.template_variables import MEANINGS, TemplatePart
from app.notifications.views import labels
from app.notifications.vocabulary import MessageKind

PREVIEW = "preview"
"""Name of the button that previews without saving."""


class WordsForm(FlaskForm):
    """The texts of one version; faults are shown at their fields."""

    subject = LineField(_("Subject of the e-mail"), widget=LineWidget())
    full = TextField(_("Text of the e-mail"), widget=LinesWidget())
    sms = TextField(
        _("Short message"),
        widget=LinesWidget(),
        description=_("Write it with diacritics; they fall away when it is sent."),
    )
    accented = BooleanField(_("Send the short message with its diacritics"))
    seen = HiddenField()

    @property
    def words(self) -> TemplateTexts:
        return TemplateTexts(
            subject=placeholders.stored(self.subject.data or ""),
            text=placeholders.stored(self.full.data or ""),
            sms=placeholders.stored(self.sms.data or ""),
            accented=bool(self.accented.data),
        )

    def tell(self, wording: TemplateVersion) -> bool:
        """Add faults to their fields; returns whether there are none."""
        found = template_validation.faults(
            MessageKind(wording.template), wording.variant, self.words
        )
        for part in TemplatePart:
            told = [fault.told for fault in found if fault.part is part]
            self[part].errors = [*self[part].errors, *told]
        return not found


class TemplateEditor(GeneratedView):
    """Mixin of the template views that adds the editor."""

    @route("/soan/<pk>", verb="add", methods=["GET", "POST"])
    def compose(self, pk: str) -> Any:
        """Write the next version, starting from this one."""
        old: TemplateVersion = self.find(pk)
        versions = queries.versions(old)
        texts = {part: placeholders.shown(getattr(old, part)) for part in TemplatePart}
        form = WordsForm(data={**texts, "accented": old.accented, "seen": str(versions[0].n)})
        if form.validate_on_submit() and form.tell(old) and (answer := self._kept(old, form)):
            return answer
        template = MessageKind(old.template)
        return self.render_template(
            "notifications/compose.html",
            form=form,
            old=old,
            versions=versions,
            names=(
                message_kinds.NAMES[template],
                labels.LANGUAGES[old.language],
                labels.VARIANTS[old.variant],
            ),
            author=labels.author,
            named=labels.named,
            variables=_variables(old),
            preview=_preview(old, form.words),
        )

    def _kept(self, old: TemplateVersion, form: WordsForm) -> Response | None:
        if PREVIEW in request.form:
            return None
        seen = int(form.seen.data) if str(form.seen.data).isdecimal() else 0
        with refusals(form) as refused, transaction():
            made = message_templates.compose(old, form.words, seen=seen, by=current_actor())
            self.note("add", made)
        if refused:
            return None
        flash(
            gettext("The new version holds from now on; what was sent stays as it was."), "success"
        )
        return redirect(url_for("WordingView.show", pk=made.id))


def _variables(
    old: TemplateVersion,
) -> list[tuple[str, Any, list[TemplatePart], list[TemplatePart]]]:
    """Each placeholder with its meaning, and the texts where it is allowed and required."""
    template = MessageKind(old.template)
    return [
        (
            placeholders.placeholder(name),
            MEANINGS[name],
            [
                part
                for part in TemplatePart
                if name in template_variables.allowed(template, old.variant, part)
            ],
            [
                part
                for part in TemplatePart
                if name in template_variables.wanted(template, old.variant, part)
            ],
        )
        for name in template_variables.allowed(template, old.variant, TemplatePart.FULL)
    ]


def _preview(old: TemplateVersion, words: TemplateTexts) -> dict[str, Any]:
    """The texts rendered with invented facts, and with the longest ones."""
    template = MessageKind(old.template)
    use_icons(["st-late"])  # the script may bring in a preview with faults
    with force_locale(old.language):
        facts = template_variables.example(template, old.variant)
        most = template_variables.longest(template, old.variant)
        short = message_text.short(template, facts, words)
        longest = message_text.short(template, most, words)
        whole = message_text.uncut(template, most, words)
        full = message_text.in_full(template, facts, words)
    return {
        "full": full,
        "short": short.body,
        "longest": longest.body,
        "counts": [
            {
                "letters": len(text),
                "places": gsm_alphabet.places(text, accented=words.accented),
                "parts": gsm_alphabet.parts(text, accented=words.accented),
            }
            for text in (short.body, longest.body, whole)
        ],
        "foreign": gsm_alphabet.foreign(message_text.filled(str(words.sms), {})),
    }
