"""Printed results of dossiers, in the layout that the version names."""

from collections.abc import Callable, Mapping
from typing import Any

from app.procedures.models.vocabulary import BookKind, Layout
from app.registers.slips.birth import birth_certificate
from app.registers.slips.content import Content
from app.registers.slips.extracts import copy, extract
from app.registers.slips.marital_status import marital_status
from app.registers.slips.marriage import marriage
from app.registers.slips.results import certified, confirmation

LAYOUTS: Mapping[Layout, Callable[[Content | Mapping[str, Any]], bytes]] = {
    Layout.BIRTH: birth_certificate,
    Layout.MARRIAGE: marriage,
    Layout.EXTRACT: extract,
    Layout.CONFIRMATION: confirmation,
    Layout.CERTIFIED: certified,
}


def printed(content: Content | Mapping[str, Any]) -> bytes:
    if content.get("source"):
        return copy(content)
    if content.get("kind") == BookKind.MARITAL_STATUS:
        return marital_status(content)
    return LAYOUTS[Layout(content["result"]["layout"])](content)
