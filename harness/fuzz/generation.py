"""Generation of requests: a URL that the user may open, its form, and then corruption."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes
from uuid import UUID

from werkzeug.routing import Rule

from app.kernel.web.crud.view import GeneratedView
from harness.authorization_matrix.report_calls import QUESTIONS
from harness.fuzz import values
from harness.fuzz.pages import TOKEN, Field, Form
from harness.fuzz.stage import OFFICERS, Stage, name_of
from harness.fuzz.values import hostile
from harness.fuzz.wire import BOUNDARY, Ask, Pairs, multipart, urlencoded

FIRST_ROWS = ("1", "2", "3", "4")
ARGUMENT = re.compile(r"<(?:([^<>]+):)?(\w+)>")
"""An argument in a rule: its converter, if there is one, and its name."""
ODD_METHODS = ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "POST", "GET", "FOO")
BODY_METHODS = {"POST", "PUT", "PATCH"}


@dataclass(frozen=True)
class Turn:
    """A user's next request."""

    person: str
    ask: Ask
    sound_token: bool


@dataclass
class Maker:
    """Makes requests, mostly for rules that were requested least."""

    stage: Stage
    rng: Random
    counted: Counter[str] = field(default_factory=Counter)
    """How often each rule's view was called."""

    def __post_init__(self) -> None:
        self.rules: dict[str, Rule] = {
            name_of(rule): rule for rule in self.stage.app.url_map.iter_rules()
        }
        self._names = list(self.rules)
        self._parameters = {
            name: list(_parameters(self.stage.app, rule)) for name, rule in self.rules.items()
        }

    def turn(self) -> Turn:
        name = min(self.rng.sample(self._names, 4), key=self.counted.__getitem__)
        return self.turn_for(name)

    def turn_for(self, name: str) -> Turn:
        rng, rule = self.rng, self.rules[name]
        may = self.stage.open_to[name]
        everybody = list(self.stage.browsers)
        person = rng.choice(may) if may and rng.random() < 0.93 else rng.choice(everybody)
        offered = sorted((rule.methods or {"GET"}) - {"HEAD", "OPTIONS"})
        method = rng.choice(offered) if rng.random() < 0.95 else rng.choice(ODD_METHODS)
        form = self._form(person, name, method)
        path, query = self._address(person, name, form)
        sound = rng.random() < 0.97
        body, kind = self._body(person, form, sound=sound) if method in BODY_METHODS else (b"", "")
        headers = (rng.choice(values.HEADERS),) if rng.random() < 0.08 else ()
        ask = Ask(method, path, query, body, kind, headers)
        known = bool(self.stage.known[person].token)
        return Turn(person, ask, (sound and known) or method not in BODY_METHODS)

    def _address(self, person: str, name: str, form: Form | None) -> tuple[bytes, bytes]:
        rng, rule = self.rng, self.rules[name]
        links = self.stage.known[person].links.get(name)
        if form is not None:
            path, query = form.path, form.query
        elif links and rng.random() < 0.5:
            path, _mark, query = rng.choice(links).partition("?")
        else:
            path, _mark, query = self._filled(name).partition("?")
        spoilt = unquote_to_bytes(path)
        if "<" in rule.rule and rng.random() < 0.25:
            spoilt = self._spoilt(rule, path)
        return spoilt, self._query(name, query)

    def _filled(self, name: str) -> str:
        known = self.stage.filled.get(name)
        if known:
            return self.rng.choice(known)
        return ARGUMENT.sub(self._good, self.rules[name].rule)

    def _good(self, found: re.Match[str]) -> str:
        converter, argument = found.groups("")
        if converter.startswith("any("):
            return self.rng.choice(converter[4:-1].split(","))
        if converter == "int":
            return self.rng.choice(FIRST_ROWS)
        if converter == "uuid" or argument in {"pk", "key", "paper"}:
            return str(UUID(int=self.rng.getrandbits(128), version=4))
        return self.rng.choice(values.ARGUMENTS.get(argument, ["x", "1"]))

    def _spoilt(self, rule: Rule, path: str) -> bytes:
        """One argument of the URL replaced; keys mostly by unknown keys."""
        shape, parts = rule.rule.split("/"), [unquote_to_bytes(part) for part in path.split("/")]
        places = [n for n, part in enumerate(shape) if "<" in part and n < len(parts)]
        if places:
            place = self.rng.choice(places)
            converted = "uuid:" in shape[place] or "int:" in shape[place]
            if converted and self.rng.random() < 0.7:
                key = str(UUID(int=self.rng.getrandbits(128), version=4))
                parts[place] = key.encode() if "uuid:" in shape[place] else b"999999999"
            else:
                parts[place] = hostile(self.rng)
        return b"/".join(parts)

    def _query(self, name: str, query: str) -> bytes:
        rng = self.rng
        pairs: Pairs = []
        if rng.random() < 0.4:
            offered = self._parameters[name] or values.PARAMETERS
            for _ in range(rng.choice((1, 1, 2, 4))):
                parameter = (
                    rng.choice(offered) if rng.random() < 0.85 else rng.choice(values.PARAMETERS)
                )
                plausible = rng.random() < 0.4
                value = rng.choice(values.PLAUSIBLE) if plausible else hostile(rng)
                pairs.append((parameter.encode(), value))
        if rng.random() < 0.02:
            pairs.append((hostile(rng), hostile(rng)))
        extra = urlencoded(pairs)
        if rng.random() < 0.01:
            extra += b"&" + bytes(b for b in hostile(rng)[:2000] if 32 < b < 127)
        known = query.encode("utf-8", "replace")
        both = (known, extra) if rng.random() < 0.5 else (extra, known)  # the first one counts
        return b"&".join(filter(None, both))

    def _form(self, person: str, name: str, method: str) -> Form | None:
        known = self.stage.known[person].forms.get(name, [])
        fitting = [form for form in known if form.method == method]
        return self.rng.choice(fitting) if fitting and self.rng.random() < 0.9 else None

    def _body(self, person: str, form: Form | None, *, sound: bool) -> tuple[bytes, str]:
        rng = self.rng
        pairs = self._pairs(form)
        if rng.random() < 0.75:
            pairs = self._mutated(pairs)
        token = self.stage.known[person].token if sound else "spoilt"
        pairs = [pair for pair in pairs if pair[0] != TOKEN.encode()]
        pairs.append((TOKEN.encode(), token.encode()))
        has_files = form is not None and form.has_files
        if has_files or rng.random() < 0.03:
            body = multipart(pairs, self._files(form))
            kind = f"multipart/form-data; boundary={BOUNDARY}"
        else:
            body, kind = urlencoded(pairs), "application/x-www-form-urlencoded"
        if rng.random() < 0.02:
            kind = rng.choice(values.KINDS)
        if rng.random() < 0.02:
            body, kind = rng.choice(values.JSON), "application/json"
        if rng.random() < 0.01:
            body = rng.choice((b"", body[: len(body) // 2], values.DEEP, rng.randbytes(300)))
        return body, kind

    def _pairs(self, form: Form | None) -> Pairs:
        if form is None:
            return values.POSTED
        return [pair for field_ in form.fields for pair in self._filled_in(field_)]

    def _filled_in(self, asked: Field) -> Iterable[tuple[bytes, bytes]]:
        rng, name = self.rng, asked.name.encode()
        if asked.kind == "file":
            return
        if asked.kind == "checkbox":
            for choice in asked.choices:
                if rng.random() < 0.7:
                    yield name, choice.encode()
        elif asked.choices:
            chosen = asked.value if asked.value and rng.random() < 0.5 else ""
            yield name, (chosen or rng.choice(asked.choices)).encode()
        elif asked.kind == "hidden" or (asked.value and rng.random() < 0.8):
            yield name, asked.value.encode()
        else:
            yield name, rng.choice(values.PLAUSIBLE)

    def _mutated(self, pairs: Pairs) -> Pairs:
        rng, found = self.rng, list(pairs)
        for _ in range(rng.choice((1, 1, 1, 2, 3, len(pairs) // 2 + 1))):
            if not found:
                break
            place = rng.randrange(len(found))
            name, value = found[place]
            how = rng.random()
            if how < 0.62:
                found[place] = name, hostile(rng)
            elif how < 0.74:
                del found[place]
            elif how < 0.84:
                found.append((name, hostile(rng)))
            elif how < 0.9:
                found[place] = name + rng.choice((b"[]", b"-", b"-0", b"-y", b"\x00", b".x")), value
            elif how < 0.96:
                found[place] = name, value + hostile(rng)
            else:
                found += [(name, value)] * 60
        return found

    def _files(self, form: Form | None) -> list[tuple[bytes, values.File]]:
        good = values.GOOD_FILES
        asked = [each.name for each in form.fields if each.kind == "file"] if form else ["x"]
        return [
            (name.encode(), self.rng.choice(good if self.rng.random() < 0.4 else values.FILES))
            for name in asked
            for _ in range(self.rng.choice((0, 1, 1, 2)))
        ]


def _parameters(app: Any, rule: Rule) -> Iterable[str]:
    """The query parameters of a generated list, or of figures."""
    if rule.rule in QUESTIONS:
        asked = "&".join(QUESTIONS[rule.rule]({"code": "", "district_code": ""}))
        yield from dict(parse_qsl(asked, keep_blank_values=True))
        yield from ("tu", "den", "trang")
        return
    if not rule.rule.startswith(OFFICERS):
        return
    endpoint, _dot, method = rule.endpoint.rpartition(".")
    view = next((each for each in app.appbuilder.baseviews if each.endpoint == endpoint), None)
    if not isinstance(view, GeneratedView) or method not in {"list", "show", "add"}:
        return
    name = type(view).__name__
    yield from (f"{prefix}{name}" for prefix in ("page_", "psize_", "_oc_", "_od_"))
    for column, offered in view.search_filters().items():
        yield from (f"_flt_{n}_{column}" for n in range(len(offered) + 1))
