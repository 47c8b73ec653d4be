"""What one page offers to press, and what is wrong with its words; no browser needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

from lxml.html import HtmlElement

from harness.fuzz.pages import Form, form_of
from harness.stage.untranslated_text import english_in

ALLOWED = frozenset(Path(__file__).with_name("allowed_words.txt").read_text().splitlines())
"""Words that look like a raw key or English and are right as they are; ``endpoint: fault`` on one
page only."""
SPOKEN = ("aria-label", "alt", "title", "placeholder", "data-label")
RAW = {
    "UUID": re.compile(
        r"(?<![\w/-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
    ),
    "raw key": re.compile(
        r"(?<![\w/.@=?&-])[a-z]+(?:[_.][a-z]+)*_[a-z]+(?:[_.][a-z]+)*(?![\w/@=.-])"
    ),
    "markup": re.compile(r"</?[a-z]+(?: [^<>]*)?>"),
    "object": re.compile(r"<[\w.]+ object at|%\(\w+\)[sd]|\{\{|lazy_gettext|Markup\("),
}
WORD = re.compile(r"[a-z][a-z_-]{0,39}")
"""No key, number or text that somebody has typed."""
WORDS = "Thử nghiệm"
SUBMIT = ".//button[not(@type) or @type='submit'] | .//input[@type='submit']"
_HIDDEN = "self::script or self::style or self::template or self::noscript"
_FOREIGN = "ancestor-or-self::*[@lang][1][not(starts-with(@lang, 'vi'))]"


@dataclass(frozen=True)
class Link:
    """A link, or a form that only asks: where it leads, its words, the states of its row."""

    address: str
    text: str
    row: str = ""
    of_menu: bool = False


def links(root: HtmlElement, address: str) -> Iterator[Link]:
    """Everything on a page that a GET request follows, within this system."""
    for each in root.iter("a"):
        target = _inside(each.get("href") or "", address)
        if target:
            of_menu = next(each.iterancestors("header"), None) is not None
            yield Link(target, words_of(each), kind_of_row(each), of_menu)
    for each in root.iter("form"):
        form = form_of(each, root, address)
        if form.method == "GET" and form.path and each.get("method") != "dialog":
            pairs = [(field.name, field.value) for field in form.fields]
            yield Link(f"{form.path}?{urlencode(pairs)}", words_of(each), "")


@dataclass(frozen=True)
class Button:
    """One way to send a form, filled in a hurry: what is chosen stays, else the first choice."""

    form: Form
    name: str
    value: str
    target: str
    text: str
    is_primary: bool

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What a browser sends."""
        others = [field for field in self.form.fields if field.kind != "submit"]
        pairs = [(each.name, each.value or _first(each.kind, each.choices)) for each in others]
        own = [(self.name, self.value)] if self.name else []
        return [(name, value) for name, value in pairs if value] + own

    @property
    def words(self) -> list[str]:
        """What it says itself and in hidden fields, as far as these are words: which step."""
        hidden = [(each.name, each.value) for each in self.form.fields if each.kind == "hidden"]
        return [f"{k}={v}" for k, v in [(self.name, self.value), *hidden] if WORD.fullmatch(v)]


def buttons(root: HtmlElement, address: str) -> Iterator[Button]:
    """Every button of a page that posts."""
    for element in root.iter("form"):
        form = form_of(element, root, address)
        if form.method != "POST" or not form.path:
            continue
        outside = root.xpath("//button[@form=$id]", id=element.get("id") or "-")
        for each in [*element.xpath(SUBMIT), *outside]:
            own = each.get("formaction") or element.get("action") or address
            target = urlsplit(urljoin(address, own))
            query = f"?{target.query}" if target.query else ""
            yield Button(
                form,
                each.get("name") or "",
                each.get("value") or "",
                target.path + query,
                words_of(each),
                "--" not in (each.get("class") or "--"),
            )


def _first(kind: str, choices: tuple[str, ...]) -> str:
    if choices:
        return next(filter(None, choices), "")
    return WORDS if kind in {"text", "search"} else ""


def words_of(each: HtmlElement) -> str:
    """What a link says, to the eye or to a screen reader."""
    named = [each.get("aria-label"), each.get("title"), *each.xpath(".//img/@alt")]
    return " ".join(filter(None, [each.text_content().strip(), *named])).strip()


def kind_of_row(each: HtmlElement) -> str:
    """The states that the row of a link shows: a late dossier is another page than a new one."""
    row = next(each.iterancestors("tr"), None)
    chips = [] if row is None else row.xpath(".//*[contains(@class, 'mc-st--')]")
    return " · ".join(sorted({chip.text_content().strip() for chip in chips}))


def faults(root: HtmlElement, endpoint: str) -> Iterator[str]:
    """Raw keys, UUIDs, English, ``None``, and links that say nothing."""
    text = visible_text(root)
    for name, pattern in RAW.items():
        found = () if f"{endpoint}: {name}" in ALLOWED else set(pattern.findall(text)) - ALLOWED
        yield from (f"{name}: {each}" for each in sorted(found))
    yield from (f"English: {each}" for each in english_in(text) if each not in ALLOWED)
    for each in root.xpath("//a[@href] | //button"):
        if not words_of(each):
            yield f"nothing to read on <{each.tag} href={each.get('href')!r}>"


def visible_text(root: HtmlElement) -> str:
    """Text and spoken attributes of a page, without what is marked as another language."""
    seen = root.xpath(f"//text()[not(ancestor::*[{_HIDDEN}]) and not({_FOREIGN})]")
    spoken = [root.xpath(f"//@{name}[not({_FOREIGN})]") for name in SPOKEN]
    return "\n".join(str(each).strip() for part in (seen, *spoken) for each in part if each.strip())


def _inside(href: str, address: str) -> str:
    """Path and query of a link that stays in this system; empty for all others."""
    target = urlsplit(urljoin(f"http://here{address}", href))
    if href.startswith("#") or target.netloc != "here" or target.scheme != "http":
        return ""
    return target.path + (f"?{target.query}" if target.query else "")
