"""Printed documents of a dossier: declarations, one-stop slips 01 to 06, receipts.

Builders are pure: they take texts and return a document that is printed when it is issued.
"""

from app.dossiers.slips.control_and_register import (
    Handing,
    RegisterRow,
    Trace,
    control,
    kept_in_time,
    register,
)
from app.dossiers.slips.declarations import (
    Answers,
    FiledPaper,
    Heading,
    Payment,
    Receipt,
    birth_declaration,
    household_notice,
    insurance_declaration,
    limit,
    receipt,
)
from app.dossiers.slips.generic_declaration import Declaration, Signer, declaration
from app.dossiers.slips.letters import Apology, Letter, MissingItem, apology, refusal, supplement
from app.dossiers.slips.payments import MoneyReceipt, cash, money_receipt, treasury

__all__ = [
    "Answers",
    "Apology",
    "Declaration",
    "FiledPaper",
    "Handing",
    "Heading",
    "Letter",
    "MissingItem",
    "MoneyReceipt",
    "Payment",
    "Receipt",
    "RegisterRow",
    "Signer",
    "Trace",
    "apology",
    "birth_declaration",
    "cash",
    "control",
    "declaration",
    "household_notice",
    "insurance_declaration",
    "kept_in_time",
    "limit",
    "money_receipt",
    "receipt",
    "refusal",
    "register",
    "supplement",
    "treasury",
]
