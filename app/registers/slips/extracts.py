"""Extracts of the civil-status books, and copies of them (trích lục hộ tịch, bản sao).

What an extract states follows its kind of event (Luật Hộ tịch Đ4.9, Đ62, Đ63). A copy states the
entry of the book, whatever the person asking for it declared.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from app.kernel.i18n import vietnamese
from app.kernel.printing import pdf
from app.procedures.models.vocabulary import BookKind
from app.registers.slips.birth import parent
from app.registers.slips.book_fields import FIELDS
from app.registers.slips.content import PRINT, UNSTATED_MARK, Content, base, headed, identity_paper

Answers = Mapping[str, str]
Line = dict[str, Any]
Row = list[Line]
Form = Callable[[Answers, Mapping[str, Any]], list[list[Row]]]


class Extract(NamedTuple):
    """Title, suffix of the number (ký hiệu) and event of one kind of extract."""

    title: str
    mark: str
    event: str


EXTRACTS: Mapping[BookKind, Extract] = {
    BookKind.BIRTH: Extract("Trích lục khai sinh", "TLKS", "khai sinh"),
    BookKind.DEATH: Extract("Trích lục khai tử", "TLKT", "khai tử"),
    BookKind.MARRIAGE: Extract("Trích lục kết hôn", "TLKH", "kết hôn"),
    BookKind.GUARDIANSHIP: Extract("Trích lục giám hộ", "TLGH", "giám hộ"),
    BookKind.GUARDIANSHIP_END: Extract("Trích lục chấm dứt giám hộ", "TLCDGH", "chấm dứt giám hộ"),
    BookKind.RECOGNITION: Extract("Trích lục nhận cha, mẹ, con", "TLCMC", "nhận cha, mẹ, con"),
    BookKind.CHANGE: Extract(
        "Trích lục thay đổi, cải chính, bổ sung hộ tịch", "TLTDCC", "thay đổi hộ tịch"
    ),
}
"""The kinds of books of which extracts are issued."""


def extract(content: Content | Mapping[str, Any]) -> bytes:
    """The extract that is issued with the registration, under the name of the result."""
    kind = BookKind(content.get("kind", BookKind.OTHER))
    data = headed(content, EXTRACTS[kind].mark if kind in EXTRACTS else UNSTATED_MARK) | {
        "parts": parts(content),
        "registry": registry(content) if kind in EXTRACTS else None,
        "book": content.get("book", ""),
    }
    return _printed(content, data)


def copy(content: Content | Mapping[str, Any]) -> bytes:
    """The copy of an extract: ``source`` is the content of the entry that it states."""
    source = content["source"]
    kind = EXTRACTS[BookKind(source["kind"])]
    data = base(content) | {
        "title": kind.title.upper(),
        "sub": "BẢN SAO",
        "mark": f"{kind.mark}-BS",
        "n": str(content.get("number") or ""),
        "parts": parts(source),
        "registry": registry(source),
        "notes": source.get("notes") or (),
    }
    return _printed(content, data)


HEAD = ("kind", "number", "year", "book", "registered_on", "office", "district", "province")


def stated(content: Mapping[str, Any]) -> dict[str, Any]:
    """The part of an entry's content that its extract prints."""
    kind = BookKind(content["kind"])
    keys = {field.key for field in FIELDS[kind]}
    return {
        **{key: content[key] for key in HEAD if key in content},
        "answers": {
            key: said
            for key, said in _answers(content).items()
            if key in keys or key.rpartition("_")[0] in keys  # kind and issuer of a paper
        },
        "parts": () if _form(content) else content.get("parts") or (),
    }


def _answers(content: Content | Mapping[str, Any]) -> Answers:
    """The answers; a parent who recognises a child at its birth was asked as a parent."""
    said: Answers = content.get("answers") or {}
    who = (content.get("chosen") or {}).get("recognised_by")
    if content.get("kind") != BookKind.RECOGNITION or not who:
        return said
    people = {f"{who}_": "recogniser_", "child_": "recognised_"}
    renamed = {
        key.replace(asked, printed, 1): said[key]
        for asked, printed in people.items()
        for key in said
        if key.startswith(asked)
    }
    sex = "Nam" if who == "father" else "Nữ"
    return {
        **said,
        **renamed,
        "recogniser_sex": sex,
        "recognition_kind": said.get("recognised_by", ""),
    }


def registry(content: Content | Mapping[str, Any]) -> dict[str, str]:
    """Where, when and under which number the event was registered."""
    where = base(content)
    event = EXTRACTS[BookKind(content["kind"])].event
    return {
        "label": f"Nơi đăng ký {event}",
        "office": where["office"],
        "number": where["number"],
        "book": content.get("book", ""),
        "day": where["registered_on"],
    }


def parts(content: Content | Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The lines of the extract: those of its kind, or what the registration stated."""
    build = _form(content)
    if build is None:
        return content.get("parts") or ()
    groups = build(_answers(content), content)
    return [{"title": "", "rows": group} for group in groups]


def _form(content: Content | Mapping[str, Any]) -> Form | None:
    """The lines of the kind, if its form is known and the answers are those of its questions."""
    build, key = _STATED.get(content.get("kind", ""), (None, ""))
    return build if _answers(content).get(key) else None


def _birth(answers: Answers, content: Mapping[str, Any]) -> list[list[Row]]:
    born = answers.get("child_born")
    child = [
        [_line("Họ, chữ đệm, tên", answers.get("child_name"), strong=True)],
        [_line("Ngày, tháng, năm sinh", vietnamese.said_day(born))],
        [_line("Ghi bằng chữ", vietnamese.said_day_in_words(born))],
        _told(answers, "child"),
        [_line("Nơi sinh", answers.get("child_birth_place"))],
        [_line("Quê quán", answers.get("child_home_town"))],
        [_line("Số định danh cá nhân", content.get("personal_number"))],
    ]
    return [child, *(_parent(answers, who, word) for who, word in PARENTS)]


PARENTS = (("mother", "mẹ"), ("father", "cha"))


def _parent(answers: Answers, who: str, word: str) -> list[Row]:
    said = parent(who, answers)
    return [
        [_line(f"Họ, chữ đệm, tên người {word}", said["name"])],
        [
            _line("Năm sinh", said["born"]),
            _line("Dân tộc", said["ethnicity"]),
            _line("Quốc tịch", said["nationality"]),
        ],
        [_line("Nơi cư trú", said["residence"])],
    ]


def _death(answers: Answers, _content: Mapping[str, Any]) -> list[list[Row]]:
    return [
        [
            [_line("Họ, chữ đệm, tên", answers.get("deceased_name"), strong=True)],
            [_line("Ngày, tháng, năm sinh", vietnamese.said_day(answers.get("deceased_born")))],
            _told(answers, "deceased"),
            [_line("Giấy tờ tùy thân", identity_paper(answers, "deceased"))],
            [_line("Nơi cư trú cuối cùng", answers.get("deceased_residence"))],
            [_line("Đã chết vào lúc", _moment(answers))],
            [_line("Nơi chết", answers.get("death_place"))],
            [_line("Nguyên nhân chết", answers.get("death_cause"))],
            [_line("Số Giấy báo tử/giấy tờ thay thế", _notice(answers))],
        ]
    ]


def _moment(answers: Answers) -> str:
    """Hour, day in figures and in words; of a death long ago often the year alone."""
    said = answers.get("death_day", "")
    day = vietnamese.day_of(said)
    if day is None:
        return f"năm {said}" if said.isdigit() else said
    time = f"{hour}, " if (hour := answers.get("death_time")) else ""
    words = vietnamese.in_words(day)
    return f"{time}{vietnamese.place_day(day)} ({words[:1].lower()}{words[1:]})"


def _notice(answers: Answers) -> str:
    number = re.sub(r"^số\s+", "", answers.get("death_proof_number", ""), flags=re.IGNORECASE)
    issuer = answers.get("death_proof_issuer")
    issued = vietnamese.said_day(answers.get("death_proof_date"))
    told = (number, issuer and f"do {issuer} cấp", issued and f"ngày {issued}")
    return " ".join(part for part in told if part)


def _marriage(answers: Answers, _content: Mapping[str, Any]) -> list[list[Row]]:
    return [
        [
            [_line(f"Họ, chữ đệm, tên {word}", answers.get(f"{who}_name"), strong=True)],
            [_line("Ngày, tháng, năm sinh", vietnamese.said_day(answers.get(f"{who}_born")))],
            [
                _line("Dân tộc", answers.get(f"{who}_ethnicity")),
                _line("Quốc tịch", answers.get(f"{who}_nationality")),
            ],
            [_line("Nơi cư trú", answers.get(f"{who}_residence"))],
            [_line("Giấy tờ tùy thân", identity_paper(answers, who))],
        ]
        for who, word in (("bride", "vợ"), ("groom", "chồng"))
    ]


def _guardianship(answers: Answers, _content: Mapping[str, Any]) -> list[list[Row]]:
    reason = _line("Lý do giám hộ", answers.get("guardianship_reason"))
    return [*_people(answers, GUARDIANSHIP), [[reason]]]


def _guardianship_end(answers: Answers, _content: Mapping[str, Any]) -> list[list[Row]]:
    reason = _line("Lý do chấm dứt giám hộ", answers.get("end_reason"))
    return [*_people(answers, GUARDIANSHIP), [[reason]]]


GUARDIANSHIP = (("guardian", "người giám hộ"), ("ward", "người được giám hộ"))


def _recognition(answers: Answers, _content: Mapping[str, Any]) -> list[list[Row]]:
    kind = _line("Quan hệ được nhận", answers.get("recognition_kind"))
    return [[[kind]], *_people(answers, RECOGNITION)]


RECOGNITION = (("recogniser", "người nhận"), ("recognised", "người được nhận"))


def _change(answers: Answers, _content: Mapping[str, Any]) -> list[list[Row]]:
    registered = (
        answers.get("registered_event"),
        (office := answers.get("registered_office")) and f"tại {office}",
        (day := vietnamese.said_day(answers.get("registered_on"))) and f"ngày {day}",
        answers.get("registered_number"),
    )
    return [
        *_people(answers, (("person", ""),)),
        [
            [_line("Đã đăng ký", ", ".join(part for part in registered if part))],
            *([_line("Từ", said)] for said in (answers.get("change_from"),) if said),
            [_line("Thành" if answers.get("change_from") else "Bổ sung", answers.get("change_to"))],
        ],
    ]


def _people(answers: Answers, people: Sequence[tuple[str, str]]) -> list[list[Row]]:
    return [
        [
            [_line(f"Họ, chữ đệm, tên {word}".strip(), answers.get(f"{who}_name"), strong=True)],
            [_line("Ngày, tháng, năm sinh", vietnamese.said_day(answers.get(f"{who}_born")))],
            _told(answers, who),
            [_line("Nơi cư trú", answers.get(f"{who}_residence"))],
            [_line("Giấy tờ tùy thân", identity_paper(answers, who))],
        ]
        for who, word in people
    ]


_STATED: Mapping[str, tuple[Form, str]] = {
    BookKind.BIRTH: (_birth, "child_name"),
    BookKind.DEATH: (_death, "deceased_name"),
    BookKind.MARRIAGE: (_marriage, "bride_name"),
    BookKind.GUARDIANSHIP: (_guardianship, "guardian_name"),
    BookKind.GUARDIANSHIP_END: (_guardianship_end, "guardian_name"),
    BookKind.RECOGNITION: (_recognition, "recognised_name"),
    BookKind.CHANGE: (_change, "change_to"),
}
"""Lines of the kinds whose form is known, and the answer without which they cannot be made."""


def _told(answers: Answers, who: str) -> Row:
    return [
        _line("Giới tính", answers.get(f"{who}_sex")),
        _line("Dân tộc", answers.get(f"{who}_ethnicity")),
        _line("Quốc tịch", answers.get(f"{who}_nationality")),
    ]


def _line(label: str, value: str | None, *, strong: bool = False) -> Line:
    return {"label": label, "value": value or "", "strong": strong}


def _printed(content: Content | Mapping[str, Any], data: Mapping[str, Any]) -> bytes:
    day = vietnamese.day_of(content.get("registered_on"))
    return pdf.render(PRINT / "extract.typ", data, day=day)
