"""The claims of a file with their findings and what stands, as plain values for every face."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from attrs import frozen

from vetopoint.compare.claims.checking import Finding, checked
from vetopoint.compare.claims.ledger import Claim, Ledger
from vetopoint.compare.claims.weighing import Change, Weighing, changed, weighed

__all__ = ["Account", "account_of", "claim_record", "claims_record"]


@frozen
class Account:
    """A claims file, checked and weighed; `changes` is what giving up premises changed."""

    ledger: Ledger
    findings: tuple[Finding, ...]
    weighing: Weighing
    without: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def failing(self) -> tuple[Finding, ...]:
        """The findings that the record contradicts."""
        return tuple(finding for finding in self.findings if finding.state == "fails")

    def about(self, claim: Claim) -> tuple[Finding, ...]:
        """The findings on one claim."""
        return tuple(finding for finding in self.findings if finding.claim == claim.id)


def account_of(ledger: Ledger, without: Iterable[str] = ()) -> Account:
    """Check and weigh a claims file, and say what giving up some claims changes.

    >>> from vetopoint.compare.claims.ledger import ledger_of
    >>> found = account_of(ledger_of("intervention-article-2023"), ["humanitarian-exception"])
    >>> [change.after for change in found.changes if change.claim == "article-civilians-justify"]
    ['falls']
    """
    given_up = tuple(without)
    findings = checked(ledger)
    before = weighed(ledger, findings)
    if not given_up:
        return Account(ledger, findings, before)
    after = weighed(ledger, findings, given_up)
    return Account(ledger, findings, after, given_up, changed(before, after))


def claims_record(account: Account) -> dict[str, Any]:
    """The whole account as JSON."""
    ledger, weighing = account.ledger, account.weighing
    return {
        "ledger": ledger.slug,
        "name": ledger.name,
        "about": ledger.about,
        "source": ledger.source.as_record(),
        "claims": [
            claim_record(claim, account.about(claim), weighing.standings.get(claim.id, "given up"))
            for claim in ledger.claims
        ],
        "grounded": list(weighing.grounded),
        "preferred": [list(reading) for reading in weighing.readings],
        "notes": list(weighing.notes),
        "without": list(account.without),
        "changes": [
            {"claim": change.claim, "before": change.before, "after": change.after}
            for change in account.changes
        ],
        "failing": len(account.failing),
        "data": [
            {
                "table": table.name,
                "measure": table.measure,
                "unit": table.unit,
                "source": table.source.as_record(),
            }
            for table in ledger.tables.values()
        ],
        "does_not_show": list(ledger.does_not_show),
    }


def claim_record(claim: Claim, findings: Sequence[Finding], stands: str) -> dict[str, Any]:
    """One claim as JSON."""
    return {
        "claim": claim.id,
        "sentence": claim.sentence,
        "proposition": claim.proposition,
        "holder": claim.holder,
        "instrument": claim.instrument or None,
        "date": claim.date,
        "standing": claim.standing,
        "status": claim.status or None,
        "stands": stands,
        "counter": claim.counter,
        "would_change": claim.would_change or None,
        "cases": list(claim.cases),
        "attacks": list(claim.attacks),
        "rests_on": [sorted(ground) for ground in claim.rests_on],
        "findings": [
            {
                "evidence": finding.evidence,
                "bears": finding.bears,
                "state": finding.state,
                "sentence": finding.sentence,
                "says": finding.says or None,
            }
            for finding in findings
        ],
    }
