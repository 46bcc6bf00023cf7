"""The one base class of everything Vetopoint says no to.

VetopointError
├── BadDocumentError (ValueError)      a YAML file that does not say what it must
├── UnknownBodyError (LookupError)     no such body, decision, procedure or parameter
├── NotInForceError (ValueError)       nothing was in force on the date asked for
├── NotSeatedError (ValueError)        a ballot for a member without a seat
├── RepeatedMemberError (ValueError)   one member with two ballots
└── and those of the floors above, each in the module that raises it
"""

from __future__ import annotations

__all__ = ["VetopointError"]


class VetopointError(Exception):
    """A sentence for the reader: what was given, what is allowed, what to do."""
