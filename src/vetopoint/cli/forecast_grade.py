"""Grading a sealed forecast at the terminal: the vote as recorded, or ballots typed in."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vetopoint.cli.arguments import InputError, members_named
from vetopoint.infer.draft_forecast import percent
from vetopoint.infer.sealed import Grade, SealError, graded, read_seal
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import Sitting, charter_of, sitting
from vetopoint.law.states import continuing_seat, short_name
from vetopoint.law.verdicts import decide
from vetopoint.record.catalogue import UnknownSymbolError, find_vote
from vetopoint.record.drafts import council_drafts
from vetopoint.record.stances import ballot_named
from vetopoint.record.symbols import keys_for
from vetopoint.record.votes import BODIES

__all__ = ["grade_of", "grade_text"]

CODED = (Ballot.FOR, Ballot.ABSTAIN, Ballot.AGAINST, Ballot.ABSENT)
"""Ballots in the order of the numbers by which `record.resolutions` codes them."""
_Cast = tuple[str, datetime.date, Mapping[str, Ballot]]


def grade_of(path: Path, symbol: str | None, votes: str | None, data: Path | None) -> Grade:
    """Grade the sealed forecast in a file by a recorded vote, or by ballots as typed.

    Raises
    ------
    SealError
        If the file was changed, or the vote is not the one forecast.
    InputError
        If not exactly one of `symbol` and `votes` is given.
    """
    sealed = read_seal(path)
    if bool(symbol) == bool(votes):
        raise InputError(
            "give the vote by --vote S/2022/155, or the ballots by --votes "
            "all=for,RUS=against: one of the two"
        )
    asked = datetime.date.fromisoformat(sealed["forecast"]["date"])
    seats = sitting(charter_of(sealed["forecast"]["body"]), asked)
    called, day, ballots = (
        _recorded(seats, symbol, data) if symbol else _typed(seats, votes or "", asked)
    )
    verdict = decide(seats, {code: cast for code, cast in ballots.items() if code in seats.names})
    return graded(
        sealed, called, day, ballots, adopted=verdict.adopted, vetoers=tuple(verdict.vetoed_by)
    )


def _recorded(seats: Sitting, symbol: str, data: Path | None) -> _Cast:
    if data is not None and seats.body == BODIES["A"]:
        return _of_assembly(seats, symbol, data)
    if data is not None:
        wanted = set(keys_for(symbol))
        for vote in council_drafts(data).votes:
            if any(wanted & set(keys_for(name)) for name in vote.names):
                return vote.draft.symbol, vote.draft.day, vote.ballots
        raise UnknownSymbolError(symbol)
    found = find_vote(symbol)
    if found.body not in {seats.body, seats.charter.reforms}:
        raise SealError(f"{symbol} is a vote of {found.body}, and the forecast is of {seats.body}")
    return found.symbol, found.date, found.ballots


def _of_assembly(seats: Sitting, symbol: str, data: Path) -> _Cast:
    """The ballots of a text in a folder, by the codes of the seats forecast."""
    from vetopoint.record.resolutions import assembly_resolutions

    record, wanted = assembly_resolutions(data), set(keys_for(symbol))
    for place, name in enumerate(record.symbols):
        if wanted & set(keys_for(name)):
            cast = {
                code: CODED[cell]
                for code, cell in zip(record.members, record.cells[place].tolist(), strict=True)
                if cell >= 0
            }
            own = {m: cast.get(m) or cast.get(continuing_seat(m)) for m in seats.names}
            day: datetime.date = record.days[place].item()
            return name, day, {code: ballot for code, ballot in own.items() if ballot}
    raise UnknownSymbolError(symbol)


def _typed(seats: Sitting, text: str, day: datetime.date) -> _Cast:
    ballots: dict[str, Ballot] = {}
    rest: Ballot | None = None
    for part in text.split(","):
        name, sign, word = part.partition("=")
        ballot = ballot_named(word)
        if not sign or ballot is None:
            raise InputError(f"{part.strip()!r} is no ballot; write RUS=against or all=for")
        if name.strip().casefold() == "all":
            rest = ballot
            continue
        for member in members_named(seats, [name]):
            ballots[member] = ballot
    if rest is not None:
        ballots = dict.fromkeys(seats.seats, rest) | ballots
    if missing := [m for m in seats.seats if m not in ballots]:
        raise InputError(
            f"no ballot is given for {', '.join(missing[:8])}; name every member, or the rest by "
            "all=for"
        )
    return "the ballots given", day, ballots


def grade_text(grade: Grade, width: int) -> str:
    """The grade as a page for the terminal."""
    lines = [f"Sealed forecast graded by {grade.vote}"]
    lines += textwrap.wrap(grade.note, width) if grade.note else []
    lines.append("")
    lines.append(_line("Adoption", grade.adoption))
    lines += [_line(f"Veto by {short_name(c)}", own) for c, own in grade.vetoes.items()]
    lines.append("")
    lines.append(f"  {'Member':<22} {'cast':<8} {'forecast':>10} {'log loss':>9} {'Brier':>6}")
    worst = sorted(grade.members.items(), key=lambda item: -item[1]["log_loss"])
    for code, own in worst:
        lines.append(
            f"  {short_name(code):<22} {own['cast']:<8} {percent(own['chance']):>10} "
            f"{own['log_loss']:9.3f} {own['brier']:6.3f}"
        )
    lines.append(f"  {'All members':<41} {grade.log_loss:10.3f} {grade.brier:6.3f}")
    return "\n".join(lines) + "\n"


def _line(what: str, own: Mapping[str, Any]) -> str:
    said = "happened" if own["happened"] else "did not happen"
    return (
        f"  {what:<24} {percent(own['chance']):>10}  {said:<15} log loss {own['log_loss']:.3f}, "
        f"Brier {own['brier']:.3f}"
    )
