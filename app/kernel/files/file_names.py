"""Names of uploaded files, which their senders choose: usable, whatever was sent."""

import re

from flask_babel import gettext as _

from app.kernel.text import parsing

LONGEST = 200
_LONGEST_READ = 10_000
_UNREADABLE = re.compile("\ufffd+")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def shown_name(sent: str | None) -> str:
    """The name on one line, without folders and unreadable signs, at most ``LONGEST`` long.

    A file without a usable name is called “file”.
    """
    whole = parsing.line((sent or "")[-_LONGEST_READ:]).replace("\\", "/").rpartition("/")[2]
    name = _UNREADABLE.sub("_", whole)
    ending = _ENDING.search(name)
    last = ending[0] if ending else ""
    stem = name.removesuffix(last)[: LONGEST - len(last)]
    return (stem if stem.strip("._ ") else _("file")) + last
