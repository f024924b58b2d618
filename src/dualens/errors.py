"""The errors a user can meet, in one tree.

DualensError                 anything below; carries a remedy and an exit status
├── UsageError               the command itself was wrong (status 2)
├── UnknownListError         no such control list or entry (status 2)
├── OutputError              an output could not be written (status 2)
├── MissingExtraError        an optional dependency is not installed (status 2)
├── ModelIntegrityError      a model file is missing or its hash does not fit (status 2)
├── ListFormatError          an official file could not be read as a control list (status 2)
├── FetchError               a newer edition could not be fetched (status 2)
└── UnreadableDocumentError  one document could not be read (status 1, a row in the result)
"""

from __future__ import annotations

from enum import StrEnum


class DualensError(Exception):
    """Something a user can cause and mend.

    Args:
        message: What happened, naming the file or argument.
        remedy: What to do about it, as a sentence; may be empty.
    """

    exit_status = 2

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class UsageError(DualensError):
    """The command was called with arguments that do not fit together."""


class UnknownListError(DualensError):
    """A control list or an entry was named that is not there."""


class OutputError(DualensError):
    """An output file could not be written."""


class ModelIntegrityError(DualensError):
    """A model file is missing, or its hash differs from the one recorded beside it."""


class ListFormatError(DualensError):
    """An official file could not be read as the control list it claims to be."""


class FetchError(DualensError):
    """A newer edition of a list could not be fetched: no answer, or none that can be used."""


class MissingExtraError(DualensError):
    """An optional dependency is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(
            f"This needs the package {package!r}, which is not installed.",
            f"Install it with: pip install 'dualens[{extra}]'",
        )


class FailureKind(StrEnum):
    """Why a document could not be read, in the words of the interface."""

    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too large"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    NO_TEXT = "no text"
    UNSUPPORTED = "unsupported"


class UnreadableDocumentError(DualensError):
    """One document could not be read; the batch goes on."""

    exit_status = 1

    def __init__(self, kind: FailureKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind

    def __reduce__(self) -> tuple[type[UnreadableDocumentError], tuple[FailureKind, str]]:
        return type(self), (self.kind, self.message)
