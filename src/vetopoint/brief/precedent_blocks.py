"""What became of the same paths before, with days, recorded votes and sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vetopoint.brief.blocks import Block, Cell, Frame, Table
from vetopoint.brief.paths import ORDER
from vetopoint.compare.paths import Paths, Standing
from vetopoint.law.precedents import Precedent
from vetopoint.law.procedures import Procedure

__all__ = ["PRECEDENTS", "earlier_uses", "precedent_blocks", "precedent_frame"]

PRECEDENTS = "What became of such paths before?"
_WHERE = (Standing.OPEN, Standing.CONTESTED, Standing.BLOCKED)
_FEW = 3


def earlier_uses(paths: Paths) -> Iterator[tuple[Procedure, tuple[Precedent, ...]]]:
    """The last uses before the day asked about of each path that is open, contested or blocked.

    Votes of the case itself are left out.

    >>> from vetopoint.compare.cases import case_of
    >>> from vetopoint.compare.paths import paths_of
    >>> used = dict(earlier_uses(paths_of(case_of("ukraine-2022"))))
    >>> max(one.date.isoformat() for several in used.values() for one in several) <= "2022-03-31"
    True
    """
    own = _bare(vote.symbol for vote in paths.case.votes)
    found = sorted(paths.findings, key=lambda one: ORDER.index(one.standing))
    for one in (finding for finding in found if finding.standing in _WHERE):
        uses = one.procedure.precedents
        before = [use for use in uses if use.date < paths.date and not own & _bare(use.votes)]
        if before:
            yield one.procedure, tuple(before[-_FEW:])


def _bare(symbols: Iterable[str]) -> set[str]:
    """Symbols without the year or session behind them."""
    return {symbol.partition("(")[0] for symbol in symbols}


def precedent_frame(paths: Paths) -> Frame:
    """The frame of the table of earlier uses."""
    return Frame(
        PRECEDENTS,
        "",
        f"At most the last {_FEW} uses of each path before {paths.date}, attempts that failed "
        "among them. Votes are for – against – abstaining; vetopoint vote SYMBOL shows each "
        "member.",
        "That what was done was lawful, or that it would go so again. The list is a choice.",
        "The document named with each; vetopoint paths --procedure SLUG shows all uses of a path.",
    )


def precedent_blocks(paths: Paths) -> Iterator[Block]:
    """A table of earlier uses, where there are any."""
    rows = tuple(
        (Cell(procedure.name), Cell("", tuple(use.words for use in uses)))
        for procedure, uses in earlier_uses(paths)
    )
    if rows:
        yield Table(
            ("Path", "Day, what became of it, recorded votes and source"),
            rows,
            precedent_frame(paths),
            name="precedents",
        )
