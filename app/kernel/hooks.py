"""Where a lower room names a thing and a higher room says what it means.

A hook has one handler for each word of a vocabulary. Only ``create_app()`` registers handlers;
``tests/architecture/test_hooks.py`` proves that no word is left without one.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Generic, TypeVar

Word = TypeVar("Word", bound=StrEnum)
Handler = TypeVar("Handler")


class Hook(Generic[Word, Handler]):
    """One handler for each word of a vocabulary."""

    def __init__(self, words: type[Word]) -> None:
        self.words = words
        self._handlers: dict[Word, Handler] = {}

    def register(self, word: Word, handler: Handler) -> None:
        """Give the word its handler; registering the same one again changes nothing.

        Raises:
            ValueError: the word already means something else.
        """
        if self._handlers.setdefault(word, handler) is not handler:
            raise ValueError(f"{word} already has a handler")

    def __getitem__(self, word: Word) -> Handler:
        return self._handlers[word]

    def unregistered(self) -> frozenset[Word]:
        """The words that nobody has given a meaning yet."""
        return frozenset(self.words) - self._handlers.keys()
