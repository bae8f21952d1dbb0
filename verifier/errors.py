"""What can go wrong, as one small tree. The library raises; only the command line turns an error into a message.

    VerifierError
    ├── InputError        an article, path or row that cannot be read      (named: file, line or row)
    ├── QueryError        a quotation or claim that cannot be looked up    (empty, only punctuation, too long)
    ├── CaseError         the case file is not one, is damaged, is newer, or cannot be written
    └── ModelError        a model is missing, has another hash, or is of a kind that is not loaded

Every message says where, what, and what to do, in one line.
"""

from __future__ import annotations

__all__ = ["CaseError", "InputError", "ModelError", "QueryError", "VerifierError"]


class VerifierError(Exception):
    """Base of every error that the user can do something about."""


class InputError(VerifierError):
    """An article, path, line or row cannot be read."""


class QueryError(VerifierError):
    """The quotation asked for cannot be looked up."""


class CaseError(VerifierError):
    """The case file cannot be opened, read or written."""


class ModelError(VerifierError):
    """A model is missing, is not the registered one, or has a format that is never loaded."""
