"""One section of a declaration: shown, saved, left; for drafts and for corrections."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for

from app.dossiers.models.dossier import Channel, Draft
from app.dossiers.operations import draft_messages, submission
from app.dossiers.views.citizen import browser_session, kept_drafts, two_windows
from app.dossiers.views.citizen.autosave import told_changed, told_saved
from app.dossiers.views.citizen.blueprint import is_sound, is_stale
from app.kernel.errors import NotFound
from app.kernel.web.attempts import here
from app.procedures import queries as procedures
from app.procedures.answers.validation import validate_answers
from app.procedures.forms import SectionForm, section_form
from app.procedures.rules.form import Form, Section, Surroundings

LATER = "de_sau"
"""The name of the button that saves the page and stops for today."""
CHANGING = "sua"
"""The argument to return to the summary after this page."""
TYPICAL = {"birth_proof": "notification", "parents": "married", "applicant_relation": "mother"}
"""The most common answers, to predict papers and pages before all questions are answered."""
SEEN = "da_xem"
"""Fields with the keys of the doubts that stood on the page when it was sent."""
LONGEST_KEPT = 2000
"""The maximum length, in characters, of an invalid answer that is stored as typed."""


@dataclass(frozen=True)
class Way:
    """Where the pages of a form are: a section, what follows the last one, the summary."""

    section: str
    after: str
    summary: str
    pages_after: int


FILING = Way("citizen.section", "citizen.papers", "citizen.check", pages_after=2)
SAVING = "citizen.save_section"
CORRECTING = Way("citizen.correct_section", "citizen.correct", "citizen.correct", pages_after=0)


@dataclass(frozen=True)
class Filling:
    """A draft with its questions and the commune's data that they need."""

    draft: Draft
    spec: Form
    around: Surroundings
    way: Way

    @classmethod
    def of(cls, draft: Draft, way: Way = FILING) -> Filling:
        """Load the data of a draft; three statements."""
        around = procedures.surroundings(draft.commune)
        return cls(draft, procedures.form(draft.version), around, way)

    @property
    def pages(self) -> list[str]:
        return [page.key for page in self.spec.pages(self.draft.answers)]

    @property
    def expected(self) -> list[str]:
        """The pages that will probably apply: their number should not grow."""
        return [page.key for page in self.spec.pages({**TYPICAL, **self.draft.answers})]

    def section_of(self, key: str) -> Section | None:
        """The section in which a question stands."""
        return self.spec.section(self.spec.by_key[key].section)

    @property
    def steps(self) -> int:
        return len(self.expected) + self.way.pages_after

    @property
    def faults(self) -> dict[str, list[str]]:
        return validate_answers(self.spec, self.draft.answers, self.around)

    def page_of(self, key: str) -> str:
        """The page on which a question is asked."""
        return self.spec.page_of[self.spec.by_key[key].section].key

    def change(self, section: str) -> str | None:
        """Where the answers of a section are changed, to come back to the summary."""
        page = self.spec.page_of[section].key
        here = {CHANGING: 1, "_anchor": f"muc-{section}"}
        return self.address(page, **here) if page in self.pages else None

    def first_open(self) -> str | None:
        wrong = {self.page_of(key) for key in self.faults}
        done = set(self.draft.completed_sections)
        return next((key for key in self.pages if key not in done or key in wrong), None)

    def neighbour(self, key: str, step: int) -> str | None:
        order = [page.key for page in self.spec.all_pages]
        pages = self.pages
        around = order[order.index(key) + 1 :] if step > 0 else order[: order.index(key)][::-1]
        return next((other for other in around if other in pages), None)

    def address(self, key: str | None, **more: Any) -> str:
        """The address of a section; without a key, what follows the last one."""
        if key is None:
            return url_for(self.way.after)
        return url_for(self.way.section, section=key, **more)


def page(filling: Filling, key: str) -> Any:
    """Show one section, or save the input and continue.

    Raises:
        NotFound: the declaration has no such section.
    """
    draft = filling.draft
    officer = draft.channel is not Channel.SELF
    own = filling.spec.page_of.get(key)
    if own is None:
        raise NotFound
    if own.key != key:
        return redirect(filling.address(own.key, _anchor=f"muc-{key}"))
    made = section_form(filling.spec, key, draft.answers, context=filling.around, officer=officer)
    if made is None:  # an earlier answer has made this page inapplicable
        return redirect(filling.address(filling.neighbour(key, 1)))
    form = made()
    return _saved(filling, key, form) if form.is_submitted() else _shown(filling, key, form)


def _saved(filling: Filling, key: str, form: SectionForm) -> Any:
    sound = is_sound(form)
    if is_stale():
        return _shown(filling, key, form), 400
    answers = _to_keep(form)
    if others := two_windows.changes(filling, key, answers):
        return _shown(filling, key, form, others), 409
    _store(filling, key, answers, sound=sound)
    if LATER in request.form and filling.way is FILING:
        return redirect(url_for("citizen.later"))
    if not sound:
        return _shown(filling, key, form), 422
    seen = request.form.getlist(SEEN)
    if any(notice.is_doubt and notice.key not in seen for notice in form.notices()):
        return _shown(filling, key, form)
    return redirect(_next(filling, key))


def save(filling: Filling, key: str) -> Any:
    """Save the input while the page stays open.

    Raises:
        NotFound: the section does not apply.
    """
    draft = filling.draft
    officer = draft.channel is not Channel.SELF
    made = section_form(filling.spec, key, draft.answers, context=filling.around, officer=officer)
    if made is None:
        raise NotFound
    form = made()
    sound = is_sound(form)
    if is_stale():
        return "", 400
    answers = _to_keep(form)
    if two_windows.changes(filling, key, answers):
        return told_changed()
    _store(filling, key, answers, sound=sound)
    return told_saved(draft)


def _store(filling: Filling, key: str, answers: dict[str, Any], *, sound: bool) -> None:
    draft = filling.draft
    submission.save_section(draft, key, answers, sound=sound)
    draft.saved_by = two_windows.window()
    if filling.way is FILING:
        kept_drafts.obey(draft)
        if sound:
            draft_messages.note_phone(draft, place=here())


def _next(filling: Filling, key: str) -> str:
    """The following page; back to the summary, if it came from there and nothing is incomplete."""
    if CHANGING not in request.args:
        return filling.address(filling.neighbour(key, 1))
    wrong = {filling.page_of(each) for each in filling.faults}
    opened = next((each for each in filling.pages if each in wrong), None)
    if opened is None:
        return url_for(filling.way.summary)
    return filling.address(opened, **{CHANGING: 1})


def _to_keep(form: SectionForm) -> dict[str, Any]:
    """The document with this page; invalid answers are stored as typed up to a maximum length."""
    endless = {
        name
        for name in form.errors
        if name in form and len(json.dumps(form[name].data, default=str)) > LONGEST_KEPT
    }
    return {key: value for key, value in form.answers().items() if key not in endless}


def _shown(filling: Filling, key: str, form: SectionForm, others: two_windows.Changes = ()) -> str:
    expected = filling.expected
    changing = {CHANGING: 1} if CHANGING in request.args else {}
    before = filling.neighbour(key, -1)
    officer = filling.draft.channel is not Channel.SELF
    return render_template(
        "dossiers/citizen/section_page.html",
        form=form,
        draft=filling.draft,
        others=others,
        version_field=two_windows.FIELD,
        version=two_windows.version(filling, key),
        asks_to_keep=filling.way is FILING and not officer and key == filling.pages[0],
        kept=kept_drafts.is_kept(filling.draft.id),
        asked_field=kept_drafts.ASKED,
        keep_field=kept_drafts.FIELD,
        section=form.page,
        notices=form.notices() if key in filling.draft.completed_sections else (),
        seen_field=SEEN,
        n=expected.index(key) + 1 if key in expected else len(expected),
        total=filling.steps,
        action=filling.address(key, **changing),
        back=url_for(filling.way.summary) if changing else before and filling.address(before),
        correcting=filling.way is CORRECTING,
        draft_field=browser_session.FIELD,
        later=LATER,
        save=url_for(SAVING, section=key) if filling.way is FILING else None,
    )
