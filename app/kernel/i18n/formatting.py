"""Formats of numbers, dates and times for Vietnamese readers, and the languages of forms.

Templates use the filters below, Python the functions of the same names. Times are shown in Hanoi
time, dates as dd/mm/yyyy, thousands with a point. WTForms has no Vietnamese: its messages come from
our own catalogue ``wtforms``.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask
from flask.globals import app_ctx
from flask_babel import Domain, get_babel, get_locale, gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from markupsafe import Markup

from app.kernel import clock
from app.kernel.text import phone_numbers

WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)

_KILO = 1024


def init_app(app: Flask) -> None:
    """Register the filters and translate the messages of forms."""
    app.jinja_env.filters.update(FILTERS)
    sentences = Catalogue()  # type: ignore[no-untyped-call]
    get_babel(app).instance.domain_instance = sentences
    app.jinja_env.globals.update(_=sentences.written, lazy_gettext=_)
    app.jinja_env.globals.update(language=language, script_words=script_words)
    # the last folder is ours: the framework prepends its own
    folder = str(app.config.get("BABEL_TRANSLATION_DIRECTORIES", "translations")).split(";")[-1]
    of_forms = FormSentences(folder)
    FlaskForm.Meta.get_translations = lambda _meta, _form: of_forms


def language() -> str:
    """The language of the page, for its ``lang`` attribute."""
    try:  # a page asks for each of its numbers
        locale = getattr(app_ctx.g.get("_flask_babel"), "babel_locale", None) or get_locale()
    except RuntimeError:  # a command speaks, no request
        locale = get_locale()
    return locale.language if locale else "vi"


class Catalogue(Domain):
    """A catalogue looked up once per request instead of once for each of its 300 messages."""

    @cached_property
    def kept_as(self) -> str:
        """Name in ``g`` that caches the translations of this request."""
        return f"_sentences_{self.domain[0]}"

    def get_translations(self) -> Any:
        """The translations in the reader's language, or in the one currently forced."""
        try:
            kept, key = app_ctx.g, self.kept_as
        except RuntimeError:  # a command speaks, no request
            return super().get_translations()  # type: ignore[no-untyped-call]
        locale, found = kept.get(key, (None, None))
        spoken = getattr(kept.get("_flask_babel"), "babel_locale", None)
        if found is None or spoken is not locale:
            found = super().get_translations()  # type: ignore[no-untyped-call]
            setattr(kept, key, (get_locale(), found))
        return found

    def written(self, sentence: Any, **places: Any) -> Markup:
        """``_()`` of the templates: the translated text as markup, with placeholders filled in."""
        found = self.get_translations().ugettext(str(sentence))
        return Markup(found) % places if "%" in found else Markup(found)  # noqa: S704


class FormSentences:
    """The messages of WTForms and Flask-WTF, from our own catalogue."""

    def __init__(self, folder: str) -> None:
        self._domain: Any = Catalogue([str(Path(folder).absolute())], domain="wtforms")  # type: ignore[no-untyped-call]

    def gettext(self, string: str) -> str:
        """The translated message; the caller fills in the placeholders."""
        return str(self._domain.get_translations().ugettext(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return str(self._domain.get_translations().ungettext(singular, plural, n))


# --- dates and times


def day(value: date | datetime | str | None) -> str:
    """21/12/2016; a year or a month alone is shown as it is known: 2016, 12/2016."""
    if not value:
        return ""
    if isinstance(value, str):
        return "/".join(reversed(value.split("-")))
    return f"{_day(value):%d/%m/%Y}"


def short_day(value: date | datetime | None) -> str:
    """21/12, where the year is obvious."""
    return f"{_day(value):%d/%m}" if value else ""


def hour(value: datetime | None) -> str:
    """15:20, Hanoi time."""
    return f"{clock.local(value):%H:%M}" if value else ""


def moment(value: datetime | None) -> str:
    """21/12/2016 15:20, Hanoi time; a day without an hour stays a day."""
    if not isinstance(value, datetime):
        return day(value)
    return f"{clock.local(value):%d/%m/%Y %H:%M}"


def weekday_date(value: date | datetime | None) -> str:
    """Weekday and date of an appointment: thứ Tư 21/12/2016."""
    if not value:
        return ""
    return gettext("%(weekday)s %(date)s", weekday=weekday(value), date=day(value))


def weekday(value: date | datetime) -> str:
    """thứ Hai … Chủ nhật, as inside a sentence."""
    return str(WEEKDAYS[_day(value).weekday()])


def machine_time(value: date | datetime) -> str:
    """Value of the ``datetime`` attribute of ``<time>``."""
    if isinstance(value, datetime):
        return clock.local(value).isoformat(timespec="minutes")
    return value.isoformat()


def days_until(value: date | datetime, now: datetime) -> int:
    """Calendar days from the day of ``now``; negative for past days."""
    return (_day(value) - _day(now)).days


def _day(value: date | datetime) -> date:
    return clock.local(value).date() if isinstance(value, datetime) else value


# --- numbers and names


_AS_IN_VIETNAMESE = str.maketrans(",.", ".,")
_LONG = len("1,000")


def number(value: int | float | None, decimals: int = 0) -> str:
    """1.666 and 98,6 in Vietnamese, 1,666 and 98.6 in English."""
    if value is None:
        return ""
    written = f"{value:,.{decimals}f}"
    if (len(written) < _LONG and not decimals) or language() != "vi":
        return written
    return written.translate(_AS_IN_VIETNAMESE)


def percent(part: float, whole: float, decimals: int = 0) -> str:
    """A share in percent; a dash when ``whole`` is zero."""
    return f"{number(100 * part / whole, decimals)}%" if whole else "–"


def money(value: int | None) -> str:
    """An amount in đồng: 15.000 đ."""
    return "" if value is None else f"{number(value)} đ"


def phone(value: str | None) -> str:
    """0912 345 678 and (024) 3824 1234, under the current numbering plan."""
    if not value:
        return ""
    digits = phone_numbers.current(value)
    if digits.startswith("02"):
        return f"({digits[:3]}) {digits[3:7]} {digits[7:]}"
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}"


def masked(value: str | None) -> str:
    """A personal number with only the last four digits visible: •••••4127."""
    return phone_numbers.masked(value) if value else ""


def file_size(size: int | None) -> str:
    """812 kB, 1,2 MB; nothing where there is no file."""
    if size is None:
        return ""
    if size < _KILO * _KILO:
        return gettext("%(n)s kB", n=number(max(1, round(size / _KILO))))
    return gettext("%(n)s MB", n=number(size / _KILO / _KILO, 1))


def capitalize_first(text: Any) -> str:
    """The phrase with its first letter in upper case."""
    words = str(text)
    return words[:1].upper() + words[1:]


def lower_first(text: Any) -> str:
    """The words as they stand inside a sentence."""
    words = str(text)
    return words[:1].lower() + words[1:]


FILTERS: dict[str, Callable[..., Any]] = {
    "date": day,
    "short_date": short_day,
    "time": hour,
    "datetime": moment,
    "weekday": weekday,
    "weekday_date": weekday_date,
    "machine_time": machine_time,
    "days_until": days_until,
    "number": number,
    "percent": percent,
    "money": money,
    "phone": phone,
    "masked": masked,
    "file_size": file_size,
    "capitalize_first": capitalize_first,
    "lower_first": lower_first,
}
"""Filters of the templates."""


def script_words() -> dict[str, str]:
    """Texts used by our scripts, in the reader's language."""
    return {
        "found": gettext("Found: {n}"),
        "noResults": gettext("Nothing found"),
        "loadFailed": gettext("The list could not be loaded"),
        "day": gettext("dd/mm/yyyy"),
        "moment": gettext("dd/mm/yyyy hh:mm"),
        "pick": gettext("Choose a day"),
        "search": gettext("Type a few letters to search"),
    }
