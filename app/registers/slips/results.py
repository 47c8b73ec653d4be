"""Results whose form does not follow the kind of event: a confirmation, the lời chứng of a copy."""

from collections.abc import Mapping
from typing import Any

from app.kernel.i18n import vietnamese
from app.kernel.printing import pdf
from app.registers.slips.content import PRINT, UNSTATED_MARK, Content, base, headed


def confirmation(content: Content | Mapping[str, Any]) -> bytes:
    """Giấy xác nhận: a letter of the office to the applicant."""
    data = headed(content, UNSTATED_MARK) | {
        "parts": content.get("parts") or (),
        "applicant": content.get("applicant", ""),
    }
    return _printed("confirmation.typ", content, data)


def certified(content: Content | Mapping[str, Any]) -> bytes:
    """Lời chứng chứng thực bản sao đúng với bản chính, for the last page of the copy itself.

    NĐ 23/2015/NĐ-CP Đ20; TT 20/2015/TT-BTP.
    """
    registered = vietnamese.day_of(content.get("registered_on"))
    answers: Mapping[str, str] = content.get("answers") or {}
    data = base(content) | {
        "document": answers.get("document_name", ""),
        "pages": answers.get("pages", ""),
        "book": content.get("book", ""),
        "day_in_words": vietnamese.in_words(registered) if registered else "",
    }
    return _printed("certified.typ", content, data)


def _printed(template: str, content: Content | Mapping[str, Any], data: Mapping[str, Any]) -> bytes:
    day = vietnamese.day_of(content.get("registered_on"))
    return pdf.render(PRINT / template, data, day=day)
