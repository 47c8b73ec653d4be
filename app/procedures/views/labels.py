"""Labels of the enumerations of versions, for officers."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.kernel.deadlines.deadline import LimitUnit, Policy
from app.procedures.models.version_stage import VersionStage
from app.procedures.models.vocabulary import (
    BookKind,
    FeeKind,
    FeeWhen,
    Layout,
    LegWhen,
    LimitScope,
    Must,
    Original,
    QuestionKind,
    Signer,
    StandsFor,
    Topic,
    VersionState,
    Visit,
)
from app.procedures.rules.person_blocks import PARTS

WORDS: Mapping[StrEnum, LazyString] = {
    VersionState.DRAFT: _("Draft of a version"),
    VersionState.PUBLISHED: _("Published version"),
    VersionState.SUPERSEDED: _("Superseded"),
    VersionStage.COMING: _("Published, not in force yet"),
    VersionStage.IN_FORCE: _("In force now"),
    Policy.CONTINUE_FROM_ELAPSED: _("After a pause the time goes on"),
    Policy.RESTART: _("After a pause the time starts again"),
    Must.REQUIRED: _("Required"),
    Must.IF_ANY: _("If there is one"),
    Must.PRESENTED: _("To be shown"),
    Must.MADE: _("Made by the system"),
    Original.ORIGINAL: _("Original"),
    Original.COPY: _("Copy"),
    Original.SHOWN: _("Original, shown only"),
    FeeKind.FEE: _("Fee of the commune"),
    FeeKind.HELD: _("Held for another agency"),
    FeeWhen.ALWAYS: _("Always"),
    FeeWhen.LATE: _("When the event is registered late"),
    FeeWhen.COPIES: _("For each copy"),
    FeeWhen.PAGES: _("For each page"),
    LimitScope.TOTAL: _("The whole procedure"),
    LimitScope.REGISTER: _("Registering the event"),
    LimitScope.VERIFY: _("Verification, where it is needed"),
    LimitUnit.SAME_DAY: _("the same day"),
    LimitUnit.WORKING_HOUR: _("working hours"),
    LimitUnit.WORKING_DAY: _("working days"),
    LimitUnit.CALENDAR_DAY: _("days"),
}
VERSION_SHAPES: Mapping[VersionStage, str] = {
    VersionStage.DRAFT: "new",
    VersionStage.COMING: "waiting",
    VersionStage.IN_FORCE: "ready",
    VersionStage.SUPERSEDED: "closed",
}
AGENCIES: Mapping[str, LazyString] = {
    "police": _("District police"),
    "insurance": _("District social insurance"),
    "commune": _("Another commune"),
}
KINDS: Mapping[QuestionKind, LazyString] = {
    QuestionKind.NAME: _("Name of a person"),
    QuestionKind.TEXT: _("Line of text"),
    QuestionKind.LONG_TEXT: _("Text"),
    QuestionKind.DATE: _("Date"),
    QuestionKind.YEAR_OR_DATE: _("Year or date"),
    QuestionKind.IDENTITY: _("Number of an identity document"),
    QuestionKind.PHONE: _("Telephone"),
    QuestionKind.EMAIL: _("E-mail"),
    QuestionKind.ADDRESS: _("Address"),
    QuestionKind.TIME: _("Time of day"),
    QuestionKind.CHOICE: _("Choice"),
    QuestionKind.CHOICES: _("Several choices"),
    QuestionKind.NUMBER: _("Number"),
    QuestionKind.MONEY: _("Amount of money"),
    QuestionKind.YES_NO: _("Yes or no"),
    QuestionKind.FACILITY: _("First-care facility"),
    QuestionKind.PERSON: _("Particulars of a person"),
}


VOCABULARIES: Mapping[type[StrEnum], Mapping[Any, LazyString]] = {
    QuestionKind: KINDS,
    Topic: {
        Topic.BIRTH: _("Birth"),
        Topic.DEATH: _("Death"),
        Topic.MARRIAGE: _("Marriage"),
        Topic.FAMILY: _("Father, mother, child; guardianship"),
        Topic.CHANGE: _("Changes and corrections"),
        Topic.EXTRACT: _("Copies of extracts"),
        Topic.CERTIFIED: _("Certified copies"),
        Topic.JUDGMENT: _("Judgments and decisions"),
    },
    Visit: {
        Visit.OFFICE: _("At the desk, on the day that the commune appoints"),
        Visit.BOOKED: _("At the desk, on the day that the citizen chooses"),
        Visit.HOME: _("Officers come to the citizen"),
    },
    Signer: {
        Signer.HEAD: _("The head of the commune"),
        Signer.HEAD_OR_DEPUTY: _("The head or a deputy"),
    },
    LegWhen: {
        LegWhen.SIGNED: _("With the signature"),
        LegWhen.ACCEPTED: _("With acceptance, before the signature"),
    },
    BookKind: {
        BookKind.BIRTH: _("Births"),
        BookKind.DEATH: _("Deaths"),
        BookKind.MARRIAGE: _("Marriages"),
        BookKind.GUARDIANSHIP: _("Guardianships"),
        BookKind.GUARDIANSHIP_END: _("Ended guardianships"),
        BookKind.RECOGNITION: _("Recognitions of father, mother or child"),
        BookKind.CHANGE: _("Changes and corrections"),
        BookKind.MARITAL_STATUS: _("Confirmations of marital status"),
        BookKind.EXTRACT: _("Copies of extracts"),
        BookKind.CERTIFIED: _("Certified copies"),
        BookKind.OTHER: _("Other tests given out"),
    },
    Layout: {
        Layout.BIRTH: _("Birth certificate"),
        Layout.MARRIAGE: _("Marriage certificate"),
        Layout.EXTRACT: _("Extract that lists the answers"),
        Layout.CONFIRMATION: _("Letter of confirmation"),
        Layout.CERTIFIED: _("Statement on a certified copy"),
    },
    StandsFor: {
        StandsFor.SUBJECT: _("Name of whom the dossier is about"),
        StandsFor.SUBJECT_BORN: _("Day of birth of whom the dossier is about"),
        StandsFor.APPLICANT: _("Name of who sends it"),
        StandsFor.APPLICANT_PHONE: _("Telephone of who sends it"),
        StandsFor.APPLICANT_ID: _("Identity number of who sends it"),
        StandsFor.EVENT_DAY: _("Day of the event, from which lateness is counted"),
        StandsFor.COPIES: _("Number of copies"),
        StandsFor.PAGES: _("Number of pages"),
        StandsFor.EXEMPTION: _("Group that pays no fee"),
        StandsFor.OTHER_COMMUNE: _("Address whose commune is asked"),
        StandsFor.VISIT_DAY: _("Day of the visit"),
        StandsFor.VISIT_TIME: _("Time of the visit"),
    },
}
"""Enumerations whose values may also occur in another one."""
PARTS_OF_A_PERSON: Mapping[str, LazyString] = dict(
    zip(
        PARTS,
        (
            _("Name"),
            _("Day or year of birth"),
            _("Sex"),
            _("Ethnic group"),
            _("Nationality"),
            _("Identity number"),
            _("Residence"),
        ),
        strict=True,
    )
)
FEEDS: Mapping[str, LazyString] = {
    "result": _("The result itself"),
    "declaration": _("A further line of the declaration"),
    "birth": _("Declaration of birth"),
    "hk02": _("Form HK02 for the police"),
    "tk1": _("Form TK1-TS for the insurance"),
    "d03": _("List D03-TS for the insurance"),
}
NEEDS: Mapping[str, LazyString] = {
    "original_held": _("The original is kept at the desk"),
    "list_confirmed": _("The list of children is confirmed"),
}
LISTS: Mapping[str, LazyString] = {
    "sexes": _("Sexes"),
    "ethnic_groups": _("Ethnic groups"),
    "nationalities": _("Nationalities"),
}


def label_of(word: Any) -> Any:
    """The label of an enumeration value; steps and legs are labelled by their agency."""
    if type(word) in VOCABULARIES:
        return VOCABULARIES[type(word)].get(word, word)
    return AGENCIES.get(str(word)) or WORDS.get(word, word)


def saying(*columns: str) -> dict[str, Callable[[Any], Any]]:
    """The ``words`` of a view: these columns are formatted by ``label_of``."""
    return dict.fromkeys(columns, label_of)
