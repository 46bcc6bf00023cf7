"""Claims held against the record: who says what, on what evidence, and what stands if one falls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from vetopoint.compare.claims.ledger import STANDINGS, ledger_of, ledger_slugs
from vetopoint.compare.claims.report import account_of, claims_record
from vetopoint.compare.claims.weighing import STANDS
from vetopoint.web.asks import Ask, QueryError
from vetopoint.web.provenance import record_hashes, record_stamp
from vetopoint.web.views import Frame, Table, View

__all__ = ["view"]

SIGNS = {"holds": "+", "fails": "−", "not checked": "?"}
COLUMNS = (
    ("claim", "Claim", False),
    ("sentence", "What is said", False),
    ("holder", "Held by", False),
    ("instrument", "Instrument", False),
    ("date", "Date", False),
    ("standing", "Standing", False),
    ("status", "In law", False),
    ("stands", "What is left", False),
    ("counter", "Best counter-argument", False),
)


def view(ask: Ask) -> View:
    """One file of claims; `without` gives up some of them as premises."""
    slugs = ledger_slugs()
    slug = ask.choice("file", slugs, slugs[0])
    ledger = ledger_of(slug)
    known = [claim.id for claim in ledger.claims]
    without = tuple(dict.fromkeys(ask.all("without")))
    for word in without:
        if word not in known:
            raise QueryError(f"without={word[:40]} is no claim of this file")
    record = _record(slug, without, record_stamp())
    frame = Frame(
        "What stands among these claims?",
        "A claim stands if nothing that stands speaks against it and its grounds stand. + bears "
        "out by the record, − contradicted, ? could not be checked.",
        " ".join(record["does_not_show"]),
        f"{ledger.source.words()}. Each claim has its holder, date, instrument and the best "
        "argument against it; votes and numbers are held against the record at hand.",
    )
    return View(
        "claims.html",
        record["name"],
        {
            "record": record,
            "frame": frame,
            "without": without,
            "files": [(one, ledger_of(one).name) for one in slugs],
            "signs": SIGNS,
            "standings": STANDINGS,
            "stands": STANDS,
            "gave_up": lambda claim: _changed(ask, without, claim),
        },
        payload=lambda: {**record, "frame": frame.as_record()},
        table=lambda: Table(record["name"], COLUMNS, record["claims"]),
        filters={"file": slug, **({"without": ", ".join(without)} if without else {})},
        data=record_hashes(),
    )


@lru_cache(maxsize=64)
def _record(slug: str, without: Sequence[str], stamp: object) -> Mapping[str, Any]:
    return claims_record(account_of(ledger_of(slug), without))


def _changed(ask: Ask, without: tuple[str, ...], claim: str) -> str:
    """The address with a claim given up, or taken up again."""
    from vetopoint.web.asks import address

    kept = [one for one in without if one != claim]
    if claim not in without:
        kept.append(claim)
    query = [(key, value) for key, value in ask.query if key != "without"]
    return address("/claims", [*query, *(("without", one) for one in kept)])
