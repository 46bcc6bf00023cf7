"""What stands among the claims of a file, once the record has spoken.

The record is one claim more, which nobody attacks: it attacks each claim that is called refuted by
record and is borne out so. A claim that is unverified, or cites what fails, rests on a ground that
is not there, so nothing can be built on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import field, frozen

from vetopoint.compare.claims import arguments
from vetopoint.compare.claims.arguments import Framework, framework, grounded, preferred, standings
from vetopoint.compare.claims.checking import Finding
from vetopoint.compare.claims.ledger import Ledger
from vetopoint.law.reasons import listed

__all__ = ["STANDS", "Change", "Weighing", "changed", "weighed"]

STANDS: Mapping[str, str] = {
    **arguments.STANDINGS,
    "not borne out": "nothing that could be checked bears it out, so nothing is built on it",
}
_RECORD = "the record"
_FEW_WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven"}


@frozen
class Weighing:
    """What stands of each claim, the grounded set, the consistent readings, and notes on rings."""

    standings: Mapping[str, str] = field(hash=False)
    grounded: tuple[str, ...]
    readings: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


@frozen
class Change:
    """A claim of which something else is left once a premise has been given up."""

    claim: str
    before: str
    after: str


def weighed(ledger: Ledger, findings: Iterable[Finding], without: Iterable[str] = ()) -> Weighing:
    """What stands; `without` gives up claims as premises.

    >>> from vetopoint.compare.claims.checking import checked
    >>> from vetopoint.compare.claims.ledger import ledger_of
    >>> article = ledger_of("intervention-article-2023")
    >>> weighed(article, checked(article)).standings["article-kosovo-article-42"]
    'falls'

    Raises
    ------
    UnknownBodyError
        For a premise that is no claim of the file.
    TooTangledError
        If there are too many consistent readings to list.
    """
    given_up = [ledger.claim(name).id for name in without]
    found = list(findings)
    adrift = {claim.id for claim in ledger.claims if _is_adrift(claim.id, ledger, found)}
    whole = _with_the_record(ledger, found, adrift).without(*given_up)
    left = standings(whole)
    readings = preferred(whole)
    shown = {
        name: "not borne out" if name in adrift else standing
        for name, standing in left.items()
        if name != _RECORD
    }
    return Weighing(
        shown,
        tuple(name for name in grounded(whole) if name != _RECORD),
        tuple(tuple(name for name in one if name != _RECORD) for one in readings),
        tuple(_notes(whole, left)),
    )


def _is_adrift(name: str, ledger: Ledger, findings: Iterable[Finding]) -> bool:
    if ledger.claim(name).standing == "unverified":
        return True
    return any(f.claim == name and f.state == "fails" and f.bears == "for" for f in findings)


def _with_the_record(ledger: Ledger, findings: Iterable[Finding], adrift: set[str]) -> Framework:
    refuted = {f.claim for f in findings if f.state == "holds" and f.bears == "against"}
    refuted = {name for name in refuted if ledger.claim(name).standing == "refuted by record"}
    plain = ledger.framework
    return framework(
        [*plain.names, _RECORD],
        [*plain.attacks, *((_RECORD, name) for name in refuted)],
        {
            name: [*plain.needs.get(name, ()), *([()] if name in adrift else [])]
            for name in plain.names
        },
    )


def changed(before: Weighing, after: Weighing) -> tuple[Change, ...]:
    """The claims of which something else is left, in their order; those given up say so."""
    return tuple(
        Change(name, standing, after.standings.get(name, "given up"))
        for name, standing in before.standings.items()
        if after.standings.get(name, "given up") != standing
    )


def _notes(claims: Framework, left: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each knot of claims that attack one another and that nothing decides."""
    undecided = [name for name in claims.names if left[name] not in {"stands", "falls"}]
    for knot in _knots(claims, undecided):
        held = [name for name in knot if left[name] != "in no reading"]
        ring = _odd_ring(claims, knot)
        if knot == [ring[0]] if ring else False:
            yield f"{knot[0]} attacks itself, so it never stands."
        elif ring and not held:
            yield (
                f"{' attacks '.join((*ring, ring[0]))}: a ring of {_many(len(ring))}, an odd "
                "number. Each of them undoes itself through the others, so nothing here is "
                "grounded and no consistent reading holds any of them."
            )
        else:
            way = "each other" if len(knot) == 2 else "one another"
            yield (
                f"{listed(knot)} attack {way} and nothing else decides between them, so none is "
                "grounded; which of them is held depends on the reading."
            )


def _many(number: int) -> str:
    return _FEW_WORDS.get(number, str(number))


def _knots(claims: Framework, names: list[str]) -> Iterator[list[str]]:
    """Claims that reach one another by attacks, those of one alone only where it attacks itself."""
    reach = {name: _reached(claims, name, names) for name in names}
    done: set[str] = set()
    for name in names:
        knot = [other for other in names if other in reach[name] and name in reach[other]]
        if name not in done and knot:
            done |= set(knot)
            yield knot


def _reached(claims: Framework, start: str, names: list[str]) -> set[str]:
    found: set[str] = set()
    frontier = [start]
    while frontier:
        here = frontier.pop()
        after = {b for a, b in claims.attacks if a == here and b in names} - found
        found |= after
        frontier += sorted(after)
    return found


def _odd_ring(claims: Framework, knot: list[str]) -> tuple[str, ...]:
    """A shortest ring of attacks with an odd number of claims; empty where there is none."""
    best: tuple[str, ...] = ()
    for start in knot:
        paths: dict[tuple[str, int], tuple[str, ...]] = {(start, 0): (start,)}
        frontier = [(start, 0)]
        for here, parity in frontier:
            for other in knot:
                step = (other, 1 - parity)
                if (here, other) in claims.attacks and step not in paths:
                    paths[step] = (*paths[here, parity], other)
                    frontier.append(step)
        ring = paths.get((start, 1), ())[:-1]
        if ring and (not best or len(ring) < len(best)):
            best = ring
    return best
