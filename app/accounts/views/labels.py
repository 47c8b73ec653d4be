"""Labels of permissions and roles."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import current_app
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from app.accounts.models.staff import Posting
from app.accounts.operations.account_links import GivenLink, LinkWay
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.text.folding import fold
from app.kernel.web.crud.view import GeneratedView

NOUNS: dict[str, LazyString] = {}
"""Labels of the nouns of permissions; packages announce theirs."""
VERBS: Mapping[str, LazyString] = {
    "can_add": _("add"),
    "can_change": _("change"),
    "can_close_account": _("close an account"),
    "can_delete": _("delete"),
    "can_edit": _("edit"),
    "can_end": _("end"),
    "can_enter": _("enter"),
    "can_export": _("make a file of"),
    "can_keep": _("keep"),
    "can_open_account": _("open an account"),
    "can_read": _("look at"),
    "can_work": _("work with"),
    "can_reset_code": _("let somebody enrol again for one-time codes"),
    "can_renew": _("give out new links"),
    "can_suspend": _("suspend"),
    "can_transfer": _("transfer"),
    "can_reveal": _("see a number in full"),
    "can_publish": _("publish"),
    "can_issue": _("issue"),
    "can_urge": _("urge a commune on"),
    "can_start_reset": _("give out a link for choosing a password"),
    "can_bring_in": _("import from Excel"),
    "can_check_in": _("check in"),
    "can_decide": _("decide"),
    "can_print": _("print"),
    "can_remark": _("add a remark"),
    "can_settle": _("settle"),
    "can_submit": _("hand in"),
    "can_open": _("open and close"),
}


def way_words(link: GivenLink) -> str:
    """How a link reaches its person, for whoever gives it."""
    if link.way is LinkWay.SMS:
        return gettext("By short message to %(phone)s", phone=link.phone)
    if link.head is None:
        return gettext("Sealed slip, handed over by another administrator of the city")
    return gettext("Sealed slip, handed over by the head of %(unit)s", unit=link.head.name)


def label_of(verb: str, noun: str) -> tuple[str, str]:
    """The label of a permission: its noun, and what may be done."""
    return noun_words(noun), str(VERBS.get(verb, verb))


def noun_words(noun: str) -> str:
    """The label of the noun of permissions: its own, or the title of its generated list."""
    views: list[Any] = current_app.appbuilder.baseviews  # type: ignore[attr-defined]  # FAB sets it
    lists = (view for view in views if isinstance(view, GeneratedView))
    titles = (view.list_title for view in lists if view.class_permission_name == noun)
    return str(NOUNS.get(noun) or next(titles, noun))


def role_words(name: str) -> str:
    """The label of one of the twelve roles, or the name of a composed one."""
    return str(Role(name).label) if name in set(Role) else name


def posting_words(postings: Iterable[Posting]) -> Markup:
    """What a person is today, for each posting: the role, and a title other than its name."""
    today = clock.today()
    held = sorted((each for each in postings if today in each.during), key=lambda each: each.role)
    return Markup(" ").join(dict.fromkeys(_posting(each) for each in held))


def _posting(posting: Posting) -> Markup:
    role, title = role_words(posting.role), posting.title
    if fold(title) in {"", fold(role)}:
        return Markup("<span>%s</span>") % role
    return Markup('<span>%s <span class="mc-line2">%s</span></span>') % (role, title)


def permission_words(permissions: Iterable[Any]) -> Markup:
    """One line per noun with its permitted verbs."""
    verbs: dict[str, list[str]] = {}
    for stored in permissions:
        subject, word = label_of(stored.permission.name, stored.view_menu.name)
        verbs.setdefault(subject, []).append(word)
    lines = (
        Markup("<strong>%s</strong>: %s") % (noun, ", ".join(sorted(words)))
        for noun, words in sorted(verbs.items())
    )
    return Markup("<br>").join(lines)
