"""The forecast as blocks: the chances, each member's likely ballot beside the one it cast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from vetopoint.brief.blocks import Block, Figure, Frame, Heading, Prose, Roll
from vetopoint.brief.outlook import Outlook
from vetopoint.infer.draft_forecast import DraftForecast
from vetopoint.law.ballots import SIGNS, Ballot
from vetopoint.law.bodies import Sitting, open_body
from vetopoint.law.reasons import listed

__all__ = [
    "FORESIGHT",
    "forecast_blocks",
    "forecast_frame",
    "likely_ballots",
    "outlook_words",
]

LEAST = 0.02
EVEN = 0.5
FORESIGHT = (
    "Such a forecast goes by what became of earlier drafts on the subject and of the same "
    "sponsors, most of which were agreed before they came to a vote. It does not read the text, "
    "nor hear what members announce."
)
"""What a forecast of a Council draft could and could not know."""
TIED = "\u00a0–\u00a0"
WIDTH, LEFT, RIGHT, ROW, TOP = 720, 176, 660, 32, 30
_LIKELY = {
    Ballot.FOR: "Most likely for",
    Ballot.AGAINST: "Most likely against",
    Ballot.ABSTAIN: "Most likely abstaining",
    Ballot.ABSENT: "Most likely not voting",
}


def forecast_blocks(outlook: Outlook | None) -> Iterator[Block]:
    """The forecast of one vote, its baseline, and what came of it."""
    if outlook is None:
        return
    yield Heading("What could be foreseen?")
    found, vote = outlook.forecast, outlook.vote
    if found is None or vote is None:
        yield Prose(outlook.why)
        return
    seats = open_body(vote.body, vote.date)
    yield Prose(outlook_words(outlook), lead=f"{vote.symbol}, seen from the day before.")
    yield Prose(FORESIGHT, tone="note")
    yield _figure(outlook, found, seats)
    yield Roll(tuple(likely_ballots(found, seats)))


def _percent(share: float) -> str:
    if 0 < share < 0.01:
        return "under 1\u00a0%"
    return "over 99\u00a0%" if 0.99 < share < 1 else f"{100 * share:.0f}\u00a0%"


def outlook_words(outlook: Outlook) -> str:
    """The chances, those without a model, and what happened; the reason where there is none."""
    found, vote = outlook.forecast, outlook.vote
    if found is None or vote is None:
        return outlook.why
    chances = f"Adoption {_percent(found.adopted)}{_vetoes(found, found.vetoes)}"
    base, beside = found.baseline, ""
    if base is not None:
        plain = f"adoption {_percent(base.adopted)}{_vetoes(found, base.vetoes)}"
        beside = f" Without a model, from {base.name}: {plain}."
    return (
        f"{chances}.{beside} What happened: {vote.outcome}{_tally(outlook)}. {_hindsight(outlook)}"
    )


def _hindsight(outlook: Outlook) -> str:
    """Whether the forecast was right, in plain words."""
    found, vote = outlook.forecast, outlook.vote
    assert found is not None
    assert vote is not None
    share = found.adopted if vote.outcome == "adopted" else 1 - found.adopted
    if share > EVEN:
        return (
            f"The forecast leaned the right way, with {_percent(share)} for what happened; one "
            "vote shows little of how good it is (vetopoint backtest)."
        )
    return f"The forecast was wrong: it gave {_percent(share)} to what happened."


def _vetoes(found: DraftForecast, shares: Mapping[str, float]) -> str:
    likely = sorted((-share, found.names[m]) for m, share in shares.items() if share >= LEAST)
    named = [f"{name} {_percent(-share)}" for share, name in likely]
    return f"; veto by {listed(named)}" if named else f"; no veto over {_percent(LEAST)}"


def _tally(outlook: Outlook) -> str:
    counts = outlook.roll_call.tally if outlook.roll_call else None
    return f", {counts.words().replace(' – ', TIED)}" if counts else ""


def likely_ballots(found: DraftForecast, seats: Sitting) -> Iterator[tuple[str, str, str]]:
    """Sign, label with count, and members with their chances, by each one's likeliest ballot."""
    groups: dict[Ballot, list[tuple[float, str]]] = {}
    for member, shares in found.members.items():
        best = max(Ballot, key=lambda ballot: shares[ballot.value])
        groups.setdefault(best, []).append((shares[best.value], seats.short_name(member)))
    for ballot in Ballot:
        if members := sorted(groups.get(ballot, ()), key=lambda pair: (-pair[0], pair[1])):
            words = ", ".join(f"{name} {_percent(share)}" for share, name in members)
            yield SIGNS[ballot], f"{_LIKELY[ballot]} ({len(members)})", words


def _figure(outlook: Outlook, found: DraftForecast, seats: Sitting) -> Figure:
    assert outlook.vote is not None
    symbol = outlook.vote.symbol
    cast = outlook.roll_call.ballots if outlook.roll_call else {}
    return Figure(
        _bars(found, seats, cast, f"{symbol}, seen from the day before: {found.headline}"),
        f"{symbol}, seen from the day before: {found.headline}",
        forecast_frame(symbol, found),
        ("Member", *(f"{SIGNS[b]} {b.value}" for b in Ballot), "Cast"),
        tuple(
            (
                seats.short_name(member),
                *(_percent(shares[b.value]) for b in Ballot),
                f"{SIGNS[cast[member]]} {cast[member].value}" if member in cast else "not known",
            )
            for member, shares in found.members.items()
        ),
    )


def forecast_frame(symbol: str, found: DraftForecast) -> Frame:
    """The frame of the picture of a forecast."""
    return Frame(
        f"How was each member expected to vote on {symbol}, the day before?",
        "",
        "One bar is one member: from the left the chance of a vote for (+), of abstaining "
        "(hollow), of not voting (dotted) and of a vote against (−). The sign at the right is "
        "the ballot it cast.",
        " ".join(found.does_not_show).replace("`", ""),
        f"{_capital(found.reason)}. {_capital('; '.join(found.sources))}.",
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _bars(found: DraftForecast, seats: Sitting, cast: Mapping[str, Ballot], label: str) -> str:
    order = sorted(
        found.members, key=lambda m: (-found.members[m]["for"], found.members[m]["against"], m)
    )
    height = TOP + ROW * len(order) + 8
    rows = (
        _row(found.members[member], member, seats.short_name(member), cast.get(member), number)
        for number, member in enumerate(order)
    )
    middle = (LEFT + RIGHT) / 2
    return "".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" class="outlook" viewBox="0 0 {WIDTH} '
                f'{height}" role="img" aria-label="{escape(label)}">'
            ),
            (
                f'<line class="table-line" x1="{middle}" x2="{middle}" y1="{TOP - 4}" '
                f'y2="{height - 4}"/>'
            ),
            f'<text class="seat-label" x="{LEFT}" y="16">0 %</text>',
            f'<text class="seat-label" x="{middle - 14}" y="16">50 %</text>',
            f'<text class="seat-label" x="{RIGHT - 40}" y="16">100 %</text>',
            *rows,
            "</svg>",
        ]
    )


def _row(
    shares: Mapping[str, float], member: str, called: str, cast: Ballot | None, number: int
) -> str:
    y, name = TOP + ROW * number, escape(called)
    parts = [
        f"<g><title>{name}: {escape(_shares_words(shares))}</title>",
        f'<text class="seat-label" x="{LEFT - 12}" y="{y + 17}" text-anchor="end">{name}</text>',
        (
            f'<text class="seat-code" x="{LEFT - 12}" y="{y + 21}" text-anchor="end">'
            f"{escape(member)}</text>"
        ),
    ]
    x = float(LEFT)
    for ballot in (Ballot.FOR, Ballot.ABSTAIN, Ballot.ABSENT, Ballot.AGAINST):
        wide = (RIGHT - LEFT) * shares[ballot.value]
        if wide >= 1.5:
            parts.append(
                f'<rect class="seat-{ballot}" x="{x + 1:.1f}" y="{y + 3}" '
                f'width="{max(wide - 2, 0.5):.1f}" height="{ROW - 12}"/>'
            )
        if wide >= 22 and ballot in (Ballot.FOR, Ballot.AGAINST):
            parts.append(
                f'<text class="sign sign-{ballot}" x="{x + wide / 2:.1f}" y="{y + 19}">'
                f"{SIGNS[ballot]}</text>"
            )
        x += wide
    if cast is not None:
        parts.append(f'<text class="cast" x="{RIGHT + 28}" y="{y + 20}">{SIGNS[cast]}</text>')
    return "".join([*parts, "</g>"])


def _shares_words(shares: Mapping[str, float]) -> str:
    return ", ".join(f"{ballot} {_percent(shares[ballot.value])}" for ballot in Ballot)
