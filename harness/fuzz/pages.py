"""The forms, fields and links of a page."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

TOKEN = "csrf_token"  # the name of a field


class Field(NamedTuple):
    """One field of a form; radio buttons, boxes and buttons of one name are one field."""

    name: str
    kind: str
    value: str
    choices: tuple[str, ...] = ()


class Form(NamedTuple):
    """One form of a page."""

    method: str
    path: str
    query: str
    fields: tuple[Field, ...] = ()

    @property
    def has_files(self) -> bool:
        return any(each.kind == "file" for each in self.fields)


class Page(NamedTuple):
    """The links and forms of a page."""

    forms: tuple[Form, ...] = ()
    links: tuple[str, ...] = ()
    token: str = ""
    """The CSRF token of its forms; empty if there is none."""


def read(body: bytes, address: str) -> Page:
    try:
        root = document_fromstring(body)
    except (etree.ParserError, ValueError):
        return Page()
    forms = [form_of(each, root, address) for each in root.iter("form")]
    links = (urljoin(address, str(each.get("href"))) for each in root.iter("a") if each.get("href"))
    tokens = root.xpath("//input[@name=$name]/@value", name=TOKEN)
    return Page(
        tuple(form for form in forms if form.path),
        tuple(link for link in links if link.startswith("/")),
        str(tokens[0]) if tokens else "",
    )


def form_of(form: HtmlElement, root: HtmlElement, address: str) -> Form:
    target = urlsplit(urljoin(address, form.get("action") or address))
    own = list(form.iter("input", "select", "textarea", "button"))
    if form.get("id"):
        own += root.xpath("//*[@form=$id]", id=form.get("id"))
    found: dict[str, Field] = {}
    for name, field in ((each.get("name"), _field(each)) for each in own):
        if name in found:
            before = found[name]
            value, choices = before.value or field.value, before.choices + field.choices
            found[name] = before._replace(value=value, choices=choices)
        elif name:
            found[name] = field
    method = (form.get("method") or "get").upper()
    return Form(method, "" if target.netloc else target.path, target.query, tuple(found.values()))


def _field(control: HtmlElement) -> Field:
    name = control.get("name") or ""
    if control.tag == "select":
        choices = tuple(str(each.get("value") or "") for each in control.iter("option"))
        chosen = control.xpath(".//option[@selected]/@value")
        return Field(name, "select", str(chosen[0]) if chosen else "", choices)
    if control.tag == "textarea":
        return Field(name, "text", control.text or "")
    kind = control.get("type") or ("submit" if control.tag == "button" else "text")
    value = control.get("value") or ""
    if kind in {"radio", "checkbox", "submit"}:
        chosen = value if kind == "submit" or control.get("checked") is not None else ""
        return Field(name, kind, chosen, (value,))
    return Field(name, kind, value)
