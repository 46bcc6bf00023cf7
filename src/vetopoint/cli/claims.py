"""`vetopoint claims`: a claims file held against the record, and what stands of it."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from typing import Any

import click

from vetopoint.cli.arguments import InputError, formats, read_text
from vetopoint.cli.tables import Column, page_width, print_json, print_rows, style
from vetopoint.compare.claims.checking import Finding
from vetopoint.compare.claims.ledger import Claim, Ledger, ledger_from, ledger_of, ledger_slugs
from vetopoint.compare.claims.report import Account, account_of, claims_record
from vetopoint.compare.claims.weighing import STANDS
from vetopoint.law.documents import parse_document, refuse_other_file
from vetopoint.law.reasons import listed

__all__ = ["command", "ledger_named"]

FILES = (
    Column("file", "File", unbroken=True),
    Column("name", "About"),
    Column("claims", "Claims", numeric=True),
)
COLUMNS = (
    Column("claim", "Claim"),
    Column("sentence", "What is said"),
    Column("holder", "Held by"),
    Column("instrument", "Instrument"),
    Column("date", "Date"),
    Column("standing", "Standing"),
    Column("status", "In law"),
    Column("stands", "What is left"),
    Column("holds", "Holds", numeric=True),
    Column("fails", "Fails", numeric=True),
    Column("unchecked", "Not checked", numeric=True),
    Column("counter", "Best counter-argument"),
)
SIGNS = {"holds": "+", "fails": "−", "not checked": "?"}
TONES = {"holds": "for", "fails": "warning", "not checked": "quiet"}
TIED = "\u00a0–\u00a0"
BEARS = {"for": "for it", "against": "against it", "context": "context"}


@click.command()
@click.argument("file", required=False)
@click.option(
    "--without", multiple=True, metavar="CLAIM", help="Give up a claim, and show what else falls."
)
@formats
def command(file: str | None, without: tuple[str, ...], form: str | None) -> int:
    """Check the claims in FILE against the record, and say what stands among them.

    FILE is a claims file of your own, or the name of one that ships; without it, those are listed.
    Each vote cited must exist, with the tally and the ballots cited; members must have had their
    seats that day; a number must match its data within the unit. Exit code 2 if a finding fails.
    """
    if file is None:
        if without:
            raise InputError("--without needs a file; name one, such as intervention-article-2023")
        _print_files(form)
        return 0
    account = account_of(ledger_named(file), without)
    if form == "json":
        print_json(claims_record(account))
    elif form:
        print_rows(COLUMNS, [_row(account, claim) for claim in account.ledger.claims], form)
    else:
        _print(account)
    return _said(account)


def ledger_named(word: str) -> Ledger:
    """A claims file that ships by its slug, or one of the user's own by its path."""
    if word.endswith((".yaml", ".yml")) or word == "-":
        shown = "standard input" if word == "-" else word
        folder = Path() if word == "-" else Path(word).parent
        return ledger_from(parse_document(read_text(word), shown), folder)
    if word not in ledger_slugs():
        refuse_other_file(word, "claims file")
    return ledger_of(word)


def _print_files(form: str | None) -> None:
    ledgers = [ledger_of(slug) for slug in ledger_slugs()]
    rows = [
        {"file": ledger.slug, "name": ledger.name, "claims": len(ledger.claims)}
        for ledger in ledgers
    ]
    print_rows(FILES, rows, form)


def _said(account: Account) -> int:
    """Where findings fail, one sentence on standard error and exit code 2."""
    failing = account.failing
    if not failing:
        return 0
    first = failing[0]
    more = f" ({len(failing) - 1} more fail)" if len(failing) > 1 else ""
    sentence = f"vetopoint: the claim {first.claim!r} does not hold up: {first.sentence}{more}"
    print(" ".join(sentence.split()), file=sys.stderr)
    return 2


def _row(account: Account, claim: Claim) -> dict[str, Any]:
    findings = account.about(claim)
    counts = {state: sum(f.state == state for f in findings) for state in SIGNS}
    return {
        "claim": claim.id,
        "sentence": claim.sentence,
        "holder": claim.holder,
        "instrument": claim.instrument,
        "date": claim.date,
        "standing": claim.standing,
        "status": claim.status,
        "stands": account.weighing.standings.get(claim.id, "given up"),
        "holds": counts["holds"],
        "fails": counts["fails"],
        "unchecked": counts["not checked"],
        "counter": claim.counter,
    }


def _print(account: Account) -> None:
    ledger = account.ledger
    _words(style(ledger.name, "strong"), "")
    if ledger.about:
        _words(ledger.about, "")
    for claim in ledger.claims:
        _print_claim(account, claim)
    _print_weighing(account)
    if ledger.does_not_show:
        print(f"\n{style('What this does not show', 'strong')}")
        for sentence in ledger.does_not_show:
            _words(f"- {sentence}")


def _print_claim(account: Account, claim: Claim) -> None:
    left = account.weighing.standings.get(claim.id, "given up")
    print()
    _words(style(claim.sentence, "strong"), "")
    law = f" In law: {claim.status}." if claim.status else ""
    _words(f"{claim.standing.capitalize()}; {left}.{law}")
    instrument = f", {claim.instrument}" if claim.instrument else ""
    _words(f"{claim.id}: {claim.holder}{instrument}, {claim.date}")
    _words(f"Claimed: {claim.proposition}")
    for finding in account.about(claim):
        _print_finding(finding)
    _words(f"Against it: {claim.counter}")
    if claim.would_change:
        _words(f"What would change it: {claim.would_change}")
    for words, names in (("Attacks", [claim.attacks]), ("Rests on", claim.rests_on)):
        for group in names:
            if group:
                _words(f"{words}: {', '.join(sorted(group))}")


def _print_finding(finding: Finding) -> None:
    sign = style(f"{SIGNS[finding.state]} {finding.state}", TONES[finding.state])
    says = f" {finding.says}" if finding.says else ""
    _words(f"{sign}, {BEARS[finding.bears]}: {finding.evidence}. {finding.sentence}{says}", "    ")


def _print_weighing(account: Account) -> None:
    weighing = account.weighing
    if account.without:
        print(f"\n{style('Without ' + listed(account.without), 'strong')}")
        for change in account.changes:
            if change.after != "given up":
                _words(f"{change.claim}: {change.before} → {change.after}")
        if len(account.changes) == len(account.without):
            _words("Nothing else changes.")
    print(f"\n{style('What stands', 'strong')}")
    for state, meaning in STANDS.items():
        names = [name for name, left in weighing.standings.items() if left == state]
        if names:
            _words(f"{state} ({meaning}): {', '.join(names)}")
    _words(f"Consistent readings: {len(weighing.readings)}.")
    for note in weighing.notes:
        _words(note)


def _words(text: str, indent: str = "  ") -> None:
    filled = textwrap.fill(
        text.replace(" – ", TIED),  # a tally stays on one line
        page_width() - 2,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_on_hyphens=False,
    )
    print(filled.replace(TIED, " – "))
