"""Evidence held against the record: what holds, what fails, and what cannot be checked here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cache, singledispatch

from attrs import frozen

from vetopoint.compare.cases import case_of
from vetopoint.compare.claims.evidence import (
    CaseCited,
    CellCited,
    DocumentCited,
    Evidence,
    SeatsCited,
    TreatyCited,
    VoteCited,
)
from vetopoint.compare.claims.ledger import STANDINGS, Claim, Ledger
from vetopoint.compare.claims.tables import Table, scaled
from vetopoint.errors import VetopointError
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import Sitting, open_body
from vetopoint.law.instruments import (
    NotHeldError,
    citation_problem,
    instrument_named,
    provisions,
)
from vetopoint.law.reasons import listed
from vetopoint.law.states import short_name
from vetopoint.law.verdicts import decide
from vetopoint.record.catalogue import AmbiguousSymbolError, UnknownSymbolError, find_vote
from vetopoint.record.votes import RollCall

__all__ = ["STATES", "Finding", "checked"]

STATES = ("holds", "fails", "not checked")
_Finder = Callable[[str], RollCall]
_Answer = tuple[str, str]


@frozen
class Finding:
    """What came of checking one piece of evidence, or the standing itself."""

    claim: str
    evidence: str
    bears: str
    state: str
    sentence: str
    says: str = ""


@frozen
class _Bench:
    """What evidence is checked with."""

    find: _Finder
    tables: Mapping[str, Table]


def checked(ledger: Ledger, find: _Finder = find_vote) -> tuple[Finding, ...]:
    """A finding for each piece of evidence, and one for each standing that it does not bear out.

    >>> from vetopoint.compare.claims.ledger import ledger_of
    >>> found = checked(ledger_of("intervention-article-2023"))
    >>> [finding.sentence for finding in found if finding.state == "fails"]
    []
    """
    bench = _Bench(cache(find), ledger.tables)  # several claims cite one vote
    found: list[Finding] = []
    for claim in ledger.claims:
        own = [_finding(claim, evidence, bench) for evidence in claim.evidence]
        found += [*own, *_instruments(claim, bench), *_standing(claim, own)]
    return tuple(found)


def _finding(claim: Claim, evidence: Evidence, bench: _Bench) -> Finding:
    state, sentence = _check(evidence, bench)
    return Finding(claim.id, evidence.words, evidence.bears, state, sentence, evidence.says)


def _instruments(claim: Claim, bench: _Bench) -> Iterator[Finding]:
    """Whether the instruments that a proposition of law rests on are held and have such articles.

    Those that its evidence cites are checked there; a mistake is told of any claim.
    """
    cited = {one.instrument for one in claim.evidence if isinstance(one, TreatyCited)}
    for part in filter(None, (part.strip() for part in claim.instrument.split(";"))):
        name, _, paragraph = part.partition(",")
        try:
            problem = citation_problem(name, paragraph)
        except NotHeldError as error:
            if claim.status:
                yield Finding(claim.id, part, "context", *_recorded(name, str(error), bench))
            continue
        if problem:
            yield Finding(claim.id, part, "context", "fails", f"{problem}.")
        elif claim.status and name not in cited:
            held = "Such a provision exists." if paragraph else "It is held here."
            yield Finding(claim.id, part, "context", "holds", held)


def _recorded(name: str, otherwise: str, bench: _Bench) -> _Answer:
    """A resolution or draft that was voted on is in the record, though its text is not held."""
    try:
        vote = bench.find(name)
    except (UnknownSymbolError, AmbiguousSymbolError):
        return "not checked", f"{otherwise}."
    return "holds", f"Voted on {vote.date}, as the record has it; its text is not held here."


def _standing(claim: Claim, findings: list[Finding]) -> Iterator[Finding]:
    """Whether the findings bear the standing out; nothing is said where they do.

    That a cited provision exists bears out nothing: what it means is the claim.
    """
    settling = (
        finding
        for evidence, finding in zip(claim.evidence, findings, strict=True)
        if not isinstance(evidence, TreatyCited)
    )
    borne = {f.bears for f in settling if f.state == "holds"}
    problem = {
        "supported": "" if "for" in borne else "no evidence for it that could be checked holds",
        "refuted by record": (
            "" if "against" in borne else "no evidence against it that could be checked holds"
        ),
        "contested": "",
        "unverified": "evidence for it was checked and holds" if "for" in borne else "",
    }[claim.standing]
    if claim.standing == "supported" and "against" in borne:
        problem = "evidence against it was checked and holds"
    if problem:
        yield Finding(
            claim.id,
            "standing",
            "context",
            "fails",
            f"It is called {claim.standing}, but {problem}; known standings are "
            f"{', '.join(STANDINGS)}.",
        )


@singledispatch
def _check(evidence: Evidence, bench: _Bench) -> _Answer:
    raise TypeError(type(evidence).__name__, bench)


@_check.register
def _vote(evidence: VoteCited, bench: _Bench) -> _Answer:
    try:
        vote = bench.find(evidence.symbol)
    except (UnknownSymbolError, AmbiguousSymbolError) as error:
        return "fails", str(error)
    problems = [*_differences(evidence, vote), *_misplaced(evidence, vote)]
    if problems:
        return "fails", f"{vote.symbol}: {'; '.join(problems)}."
    known = (vote.outcome, vote.tally.words() if vote.tally else None)
    return "holds", f"Recorded on {vote.date}: {', '.join(part for part in known if part)}."


def _differences(evidence: VoteCited, vote: RollCall) -> Iterator[str]:
    """Where the record says otherwise than the citation."""
    if evidence.date and evidence.date != vote.date:
        yield f"cited as of {evidence.date}, recorded on {vote.date}"
    if evidence.outcome and vote.outcome and evidence.outcome != vote.outcome.value:
        yield f"cited as {evidence.outcome}, recorded as {vote.outcome}"
    if evidence.tally:
        if vote.tally is None:
            yield "a tally is cited, but none is recorded"
        else:
            counted = (vote.tally.favour, vote.tally.against, vote.tally.abstain)
            if counted != evidence.tally:
                cited, recorded = (" – ".join(map(str, t)) for t in (evidence.tally, counted))
                yield f"cited with {cited}, recorded with {recorded}"
    if evidence.vetoed_by is not None:
        vetoed_by = _vetoers(vote)
        if vetoed_by is None:
            yield "a veto is cited, but the ballots recorded do not show whether there was one"
        elif set(vetoed_by) != set(evidence.vetoed_by):
            cited, recorded = (_names(codes) for codes in (evidence.vetoed_by, vetoed_by))
            yield f"cited as vetoed by {cited}, by the rule of the day vetoed by {recorded}"


def _vetoers(vote: RollCall) -> tuple[str, ...] | None:
    """Who vetoed it by the rule of the day; None where the ballots are not all known."""
    if vote.without_vote:
        return ()
    if not vote.complete:
        return vote.vetoers or None
    try:
        return decide(open_body(vote.body, vote.date), vote.ballots, vote.decision).vetoed_by
    except VetopointError:
        return vote.vetoers or None


def _names(codes: tuple[str, ...]) -> str:
    return listed(short_name(code) for code in codes) if codes else "nobody"


def _misplaced(evidence: VoteCited, vote: RollCall) -> Iterator[str]:
    """Members cited that had no seat that day, or cast another ballot."""
    if not evidence.cast and not evidence.vetoed_by:
        return
    seats = open_body(vote.body, vote.date)
    for code in evidence.vetoed_by or ():
        if code not in seats.names:
            yield str(seats.not_seated(code))
    for ballot, members in evidence.cast.items():
        for code in members:
            yield from _ballot_problem(code, ballot, vote, seats)


def _ballot_problem(code: str, ballot: Ballot, vote: RollCall, seats: Sitting) -> Iterator[str]:
    if code not in seats.names:
        yield str(seats.not_seated(code))
    elif (cast := vote.ballots.get(code)) is None:
        yield f"the ballot of {seats.short_name(code)} is not recorded"
    elif cast is not ballot:
        yield f"{seats.short_name(code)} is cited as {ballot}, recorded as {cast}"


@_check.register
def _seats(evidence: SeatsCited, bench: _Bench) -> _Answer:
    del bench
    try:
        seats = open_body(evidence.body, evidence.on)
    except VetopointError as error:
        return "fails", str(error)
    if evidence.group and evidence.group not in seats.groups:
        known = ", ".join(sorted(seats.groups))
        return "fails", f"{seats.charter.name} has no group {evidence.group!r}; groups: {known}."
    inside = seats.groups[evidence.group or "members"]
    astray = [code for code in evidence.members if (code in inside) is not evidence.held]
    where = f"{seats.charter.name} on {evidence.on}"
    if evidence.group:
        where = f"{seats.group_name(evidence.group)} of {where}"
    if astray:
        does = "held no seat" if evidence.held else "held a seat"
        return "fails", f"{_names(tuple(astray))} {does} among the members of {where}."
    words = "were" if len(evidence.members) > 1 else "was"
    no = "" if evidence.held else " not"
    return "holds", f"{_names(evidence.members)} {words}{no} among the {len(inside)} of {where}."


@_check.register
def _treaty(evidence: TreatyCited, bench: _Bench) -> _Answer:
    del bench
    try:
        problem = citation_problem(evidence.instrument, evidence.paragraph, evidence.on)
    except NotHeldError as error:
        return "not checked", f"{error}."
    if problem:
        return "fails", f"{problem}."
    return "holds", " ".join(_held(evidence))


def _held(evidence: TreatyCited) -> Iterator[str]:
    """That the provision is there, what it is about, and what has not been compared."""
    found = instrument_named(evidence.instrument)
    assert found is not None
    cited = list(provisions(evidence.paragraph))
    yield "Such a provision exists."
    if any(one.paragraph and not found.knows(one) for one in cited):
        yield "Its paragraphs are not held here."
    for one in cited:
        if said := found.digest(one):
            yield f"{found.unit.capitalize()} {one.words}, in our words: {said}"
    yield "How the claim reads it is not checked."


@_check.register
def _cell(evidence: CellCited, bench: _Bench) -> _Answer:
    table = bench.tables[evidence.table]
    values = [table.cells[row] for row in evidence.rows]
    if any(value is None for value in values):
        return "not checked", f"A cell is empty in {table.source.words()}."
    if evidence.measure and evidence.measure.casefold() != table.measure.casefold():
        return "fails", (
            f"The number counts {evidence.measure}, the data {table.measure}; "
            "different measures cannot be compared."
        )
    (claimed_scale, claimed), (cell_scale, unit) = scaled(evidence.unit), scaled(table.unit)
    if claimed != unit:
        return "fails", (
            f"The number is in {evidence.unit}, the data are in {table.unit}; "
            f"give it in {unit} to compare."
        )
    ratio = Fraction(cell_scale, claimed_scale)
    found = sum((value for value in values if value is not None), Fraction()) * ratio
    holds = _related(evidence, found)
    shown = f"It gives {_plain(found)} {evidence.unit} ({table.measure})"
    said = f"{evidence.relation} {_plain(evidence.value)} is cited"
    return (
        ("holds", f"{shown}; {said}.")
        if holds
        else ("fails", f"{shown}, but {said}, within {_plain(evidence.within)}.")
    )


def _related(evidence: CellCited, found: Fraction) -> bool:
    close = abs(found - evidence.value) <= evidence.within
    return {
        "equals": close,
        "differs": not close,
        "at least": found >= evidence.value,
        "at most": found <= evidence.value,
    }[evidence.relation]


def _plain(number: Fraction) -> str:
    return f"{float(number):,.6g}" if number.denominator > 1 else f"{number.numerator:,}"


@_check.register
def _case(evidence: CaseCited, bench: _Bench) -> _Answer:
    del bench
    case = case_of(evidence.case)
    if evidence.fact == "intervention":
        value: float | None = case.outcome.intervention
        ground = case.authorisation.standing
    else:
        value, ground = case.facts[evidence.fact].value, case.facts[evidence.fact].source
    words = "unknown" if value is None else f"{value:g}"
    if value != evidence.value:
        cited = "unknown" if evidence.value is None else f"{evidence.value:g}"
        return "fails", f"{evidence.words} is coded {words}, but cited as {cited}."
    return "holds", f"{evidence.words} is coded {words} by one coder (source: {ground})."


@_check.register
def _document(evidence: DocumentCited, bench: _Bench) -> _Answer:
    del bench
    known = evidence.source.checked
    return "not checked", (f"Checked by its author: {known}." if known else "Not at hand.")
