"""The brief, whole: the votes, and what stands around them."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve

from vetopoint.brief.outlook import outlook_of
from vetopoint.brief.report import Brief, ClaimAccount, brief_of
from vetopoint.compare.analogues import analogues_of
from vetopoint.compare.cases import Case, CaseVote
from vetopoint.compare.claims.ledger import Ledger, ledger_of, ledger_slugs
from vetopoint.compare.claims.report import account_of
from vetopoint.compare.paths import paths_of
from vetopoint.record.catalogue import roll_call_of
from vetopoint.record.votes import RollCall

__all__ = ["whole_brief"]


def whole_brief(case: Case, find: Callable[[CaseVote], RollCall | None] = roll_call_of) -> Brief:
    """The brief of a case with its nearest cases and the claims about it.

    >>> from vetopoint.compare.cases import case_of
    >>> found = whole_brief(case_of("ukraine-2022"))
    >>> len(found.claims) > 5
    True
    """
    ledgers = (ledger_of(slug) for slug in ledger_slugs())
    return evolve(
        brief_of(case, find),
        paths=paths_of(case),
        outlook=outlook_of(case, find),
        analogues=analogues_of(case),
        claims=tuple(entry for ledger in ledgers for entry in _claims(ledger, case.case)),
    )


def _claims(ledger: Ledger, case: str) -> tuple[ClaimAccount, ...]:
    if not any(case in claim.cases for claim in ledger.claims):
        return ()
    account = account_of(ledger)
    return tuple(
        ClaimAccount(
            ledger,
            claim,
            account.about(claim),
            account.weighing.standings[claim.id],
            tuple(
                note
                for note in account.weighing.notes
                if claim.id in note.replace(",", " ").split()
            ),
        )
        for claim in ledger.claims
        if case in claim.cases
    )
