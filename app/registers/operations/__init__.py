"""What is done with entries: numbered and frozen at signing, completed and copied later."""

from app.registers.operations.copying import copy_of
from app.registers.operations.numbers import ask_for_numbers, complete
from app.registers.operations.registering import preview, register

__all__ = ["ask_for_numbers", "complete", "copy_of", "preview", "register"]
