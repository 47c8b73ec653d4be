"""One section of a declaration: shown, saved, left; for drafts and for corrections."""

from __future__ import annotations

import json
from typing import Any

from flask import redirect, render_template, request, url_for

from app.dossiers.models.dossier import Channel
from app.dossiers.operations import draft_messages, submission
from app.dossiers.views.citizen import browser_session, kept_drafts, two_windows
from app.dossiers.views.citizen.autosave import told_changed, told_saved
from app.dossiers.views.citizen.blueprint import is_sound, is_stale
from app.dossiers.views.citizen.form_pages import CHANGING, CORRECTING, FILING, SAVING, FormPages
from app.kernel.errors import NotFound
from app.kernel.web.attempts import here
from app.procedures.forms import SectionForm, section_form

LATER = "de_sau"
"""The name of the button that saves the page and stops for today."""
SEEN = "da_xem"
"""Fields with the keys of the doubts that stood on the page when it was sent."""
LONGEST_KEPT = 2000
"""The maximum length, in characters, of an invalid answer that is stored as typed."""


def page(form_pages: FormPages, key: str) -> Any:
    """Show one section, or save the input and continue.

    Raises:
        NotFound: the declaration has no such section.
    """
    draft = form_pages.draft
    officer = draft.channel is not Channel.SELF
    own = form_pages.spec.page_of.get(key)
    if own is None:
        raise NotFound
    if own.key != key:
        return redirect(form_pages.address(own.key, _anchor=f"muc-{key}"))
    made = section_form(
        form_pages.spec, key, draft.answers, context=form_pages.around, officer=officer
    )
    if made is None:  # an earlier answer has made this page inapplicable
        return redirect(form_pages.address(form_pages.neighbour(key, 1)))
    form = made()
    return _saved(form_pages, key, form) if form.is_submitted() else _shown(form_pages, key, form)


def _saved(form_pages: FormPages, key: str, form: SectionForm) -> Any:
    sound = is_sound(form)
    if is_stale():
        return _shown(form_pages, key, form), 400
    answers = _to_keep(form)
    if others := two_windows.changes(form_pages, key, answers):
        return _shown(form_pages, key, form, others), 409
    _store(form_pages, key, answers, sound=sound)
    if LATER in request.form and form_pages.way is FILING:
        return redirect(url_for("citizen.later"))
    if not sound:
        return _shown(form_pages, key, form), 422
    seen = request.form.getlist(SEEN)
    if any(notice.is_doubt and notice.key not in seen for notice in form.notices()):
        return _shown(form_pages, key, form)
    return redirect(_next(form_pages, key))


def save(form_pages: FormPages, key: str) -> Any:
    """Save the input while the page stays open.

    Raises:
        NotFound: the section does not apply.
    """
    draft = form_pages.draft
    officer = draft.channel is not Channel.SELF
    made = section_form(
        form_pages.spec, key, draft.answers, context=form_pages.around, officer=officer
    )
    if made is None:
        raise NotFound
    form = made()
    sound = is_sound(form)
    if is_stale():
        return "", 400
    answers = _to_keep(form)
    if two_windows.changes(form_pages, key, answers):
        return told_changed()
    _store(form_pages, key, answers, sound=sound)
    return told_saved(draft)


def _store(form_pages: FormPages, key: str, answers: dict[str, Any], *, sound: bool) -> None:
    draft = form_pages.draft
    submission.save_section(draft, key, answers, sound=sound)
    draft.saved_by = two_windows.window()
    if form_pages.way is FILING:
        kept_drafts.obey(draft)
        if sound:
            draft_messages.note_phone(draft, place=here())


def _next(form_pages: FormPages, key: str) -> str:
    """The following page; back to the summary, if it came from there and nothing is incomplete."""
    if CHANGING not in request.args:
        return form_pages.address(form_pages.neighbour(key, 1))
    wrong = {form_pages.page_of(each) for each in form_pages.faults}
    opened = next((each for each in form_pages.pages if each in wrong), None)
    if opened is None:
        return url_for(form_pages.way.summary)
    return form_pages.address(opened, **{CHANGING: 1})


def _to_keep(form: SectionForm) -> dict[str, Any]:
    """The document with this page; invalid answers are stored as typed up to a maximum length."""
    endless = {
        name
        for name in form.errors
        if name in form and len(json.dumps(form[name].data, default=str)) > LONGEST_KEPT
    }
    return {key: value for key, value in form.answers().items() if key not in endless}


def _shown(
    form_pages: FormPages, key: str, form: SectionForm, others: two_windows.Changes = ()
) -> str:
    expected = form_pages.expected
    changing = {CHANGING: 1} if CHANGING in request.args else {}
    before = form_pages.neighbour(key, -1)
    officer = form_pages.draft.channel is not Channel.SELF
    return render_template(
        "dossiers/citizen/section_page.html",
        form=form,
        draft=form_pages.draft,
        others=others,
        version_field=two_windows.FIELD,
        version=two_windows.version(form_pages, key),
        asks_to_keep=form_pages.way is FILING and not officer and key == form_pages.pages[0],
        kept=kept_drafts.is_kept(form_pages.draft.id),
        asked_field=kept_drafts.ASKED,
        keep_field=kept_drafts.FIELD,
        section=form.page,
        notices=form.notices() if key in form_pages.draft.completed_sections else (),
        seen_field=SEEN,
        n=expected.index(key) + 1 if key in expected else len(expected),
        total=form_pages.steps,
        action=form_pages.address(key, **changing),
        back=url_for(form_pages.way.summary) if changing else before and form_pages.address(before),
        correcting=form_pages.way is CORRECTING,
        draft_field=browser_session.FIELD,
        later=LATER,
        save=url_for(SAVING, section=key) if form_pages.way is FILING else None,
    )
