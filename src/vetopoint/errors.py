"""The one base class of everything Vetopoint says no to.

VetopointError
├── BadDocumentError (ValueError)      a YAML file that does not say what it must
├── UnknownBodyError (LookupError)     no such body, decision, procedure or parameter
├── NotInForceError (ValueError)       nothing was in force on the date asked for
├── NotSeatedError (ValueError)        a ballot for a member without a seat
├── RepeatedMemberError (ValueError)   one member with two ballots
├── MissingExtraError (ImportError)    a part that needs an extra which is not installed
└── and those of the floors above, each in the module that raises it
"""

from __future__ import annotations

__all__ = ["MissingExtraError", "VetopointError"]


class VetopointError(Exception):
    """A sentence for the reader: what was given, what is allowed, what to do."""


class MissingExtraError(VetopointError, ImportError):
    """A part of the program that needs an extra which is not installed.

    >>> str(MissingExtraError("dividing members into blocs", "fit"))
    'dividing members into blocs needs the extra fit; ./vetopoint install fit adds it'
    """

    def __init__(self, what: str, extra: str) -> None:
        self.what, self.extra = what, extra
        super().__init__(f"{what} needs the extra {extra}; ./vetopoint install {extra} adds it")
