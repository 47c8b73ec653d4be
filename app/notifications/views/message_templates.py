"""Generated pages of message templates: the versions in use, and all earlier ones."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _
from markupsafe import Markup, escape
from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.kernel.actor import Actor
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses, all_rows
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.display import PageLink
from app.notifications.models.message_templates import TemplateVersion
from app.notifications.rules.placeholders import shown
from app.notifications.rules.template_variables import TemplatePart
from app.notifications.views.labels import LANGUAGES, VARIANTS, author, template_words
from app.notifications.views.template_editor import TemplateEditor

SPOKEN = Markup('<span lang="{}">{}</span>')


class WordingVersionView(TemplateEditor, GeneratedView):
    """Các bản của mẫu tin báo."""

    datamodel = Interface(TemplateVersion)
    class_permission_name = "MessageWording"
    route_base = "/can-bo/mau-tin/cac-ban"
    words = {"variant": VARIANTS.__getitem__}
    formatters_columns = {
        "template": template_words,
        "language": lambda value: str(LANGUAGES[value]),
        "by_name": author,
        **dict.fromkeys(map(str, TemplatePart), escape),  # they set their own lang attribute
    }
    list_columns = ["template", "language", "variant", "n", "at", "by_name"]
    show_columns = [
        "template", "language", "variant", "n", "subject", "full", "sms", "accented", "at",
        "by_name",
    ]  # fmt: skip
    search_columns = ["full", "sms", "variant", "at"]
    order_columns = ["template", "at"]
    base_order = ("at", "desc")
    scope = all_rows  # templates are not confidential among offices

    def page_links(self, item: TemplateVersion) -> Sequence[PageLink]:
        if not self.may("can_add"):
            return []
        address = url_for("WordingVersionView.compose", pk=item.id)
        return [PageLink(self.door_label, address, "edit")]

    door_label: Any = _("Use these words again")

    def _get_show_widget(self, pk: Any, item: Any, **kwargs: Any) -> Any:
        """FAB's page, with lang attributes on the texts."""
        widgets = super()._get_show_widget(pk, item, **kwargs)
        widget = widgets["show"].template_args
        widget["value_columns"] = [
            SPOKEN.format(item.language, shown(value)) if name in set(TemplatePart) else value
            for name, value in zip(self.show_columns, widget["value_columns"], strict=True)
        ]
        return widgets


class WordingView(WordingVersionView):
    """Mẫu tin báo."""

    route_base = "/can-bo/mau-tin"
    noun = _("Message template"), _("Message templates")
    exclude_route_methods = frozenset({"compose"})
    door_label = _("Make a new version")
    list_columns = ["template", "language", "variant", "n", "by_name"]
    base_order = ("template", "asc")
    page_size = 50
    order_columns = ["template"]
    search_columns = ["full", "sms", "variant"]

    def scope(self, actor: Actor) -> Clauses:
        newer = aliased(TemplateVersion)
        same = (
            newer.template == TemplateVersion.template,
            newer.language == TemplateVersion.language,
            newer.variant == TemplateVersion.variant,
            newer.n > TemplateVersion.n,
        )
        return (~select(newer.id).where(*same).exists(),)
