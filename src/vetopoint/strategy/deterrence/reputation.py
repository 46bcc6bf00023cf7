"""Two crises: whether the outcome of the first changes what is believed in the second."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from attrs import frozen

from vetopoint.strategy.inputs import BadInputError, Input, Kind
from vetopoint.strategy.models import Example, Model
from vetopoint.strategy.results import Answer, Drawing, Figure, Mark, Table

__all__ = ["MODEL", "TwoCrises", "chain_thresholds", "two_crises"]


@frozen
class TwoCrises:
    """The sequential equilibrium of two crises at one prior of the patron's resolve.

    `bluff`: chance that an irresolute patron fights in the first crisis; `first`: whether the first
    challenger challenges; `after_fight`, `after_yield`, `after_quiet`: belief afterwards, and the
    chance of a second challenge.
    """

    prior: Fraction
    bluff: Fraction
    first: bool
    after_fight: tuple[Fraction, Fraction]
    after_yield: tuple[Fraction, Fraction]
    after_quiet: tuple[Fraction, Fraction]

    @property
    def fights(self) -> Fraction:
        """The chance that the patron fights in the first crisis."""
        return self.prior + (1 - self.prior) * self.bluff


def two_crises(
    prior: Fraction,
    gain: Fraction,
    cost: Fraction,
    worth: Fraction,
    fight: Fraction,
    attentive: Fraction,
) -> TwoCrises:
    """Solve two crises with challengers of one sort and a patron whose type stays.

    A challenger gains `gain` if the patron yields and loses `cost` if it fights. A resolute patron
    always fights; to an irresolute one fighting costs `fight`, and a second crisis deterred is
    worth `worth`. The second challenger has watched the first crisis with chance `attentive`;
    otherwise it knows only the prior. With attentive = 1 this is the two-stage game of Kreps and
    Wilson (1982).

    >>> two_crises(Fraction(1, 3), *map(Fraction, (1, 1, 2, 1, 1))).first
    False
    """
    turning = gain / (gain + cost)
    worthwhile = attentive * worth > fight
    unwatched = Fraction(prior < turning)
    if prior >= turning:
        bluff, second = (Fraction(1) if worthwhile else Fraction(0)), Fraction(0)
    elif worthwhile and prior > 0:
        bluff = prior * (1 - turning) / (turning * (1 - prior))
        second = 1 - fight / (attentive * worth)
    else:
        bluff, second = Fraction(0), Fraction(0)
    fights = prior + (1 - prior) * bluff
    belief = prior / fights if fights else Fraction(0)

    def challenged(watched: Fraction) -> Fraction:
        return attentive * watched + (1 - attentive) * unwatched

    return TwoCrises(
        prior,
        bluff,
        fights < turning,
        (belief, challenged(second)),
        (Fraction(0), challenged(Fraction(1))),
        (prior, unwatched),
    )


def chain_thresholds(gain: Fraction, cost: Fraction, crises: int) -> tuple[Fraction, ...]:
    """The priors from which a challenger is deterred, from the last crisis back to the first.

    With b = gain / (gain + cost) they are b, b², b³ … (Kreps and Wilson 1982), if a crisis deterred
    is worth more to the patron than a fight costs it.

    >>> [str(p) for p in chain_thresholds(Fraction(1), Fraction(1), 3)]
    ['1/2', '1/4', '1/8']
    """
    turning = gain / (gain + cost)
    return tuple(turning ** (number + 1) for number in range(crises))


def _solve(inputs: Mapping[str, Any]) -> Answer:
    gain, cost = inputs["gain"], inputs["cost"]
    if gain == 0 or cost == 0:
        raise BadInputError("--gain and --cost must be above 0, or nothing is at stake; raise them")
    terms = (gain, cost, inputs["worth"], inputs["fight"], inputs["attentive"])
    thresholds = chain_thresholds(gain, cost, inputs["crises"])
    worthwhile = inputs["attentive"] * inputs["worth"] > inputs["fight"]
    first = thresholds[1] if worthwhile else thresholds[0]
    grid = sorted({Fraction(k, 100) for k in range(101)} | set(thresholds[:2]))
    solved = [two_crises(prior, *terms) for prior in grid]
    value: dict[str, Any] = {
        "deterred_in_last": thresholds[0],
        "deterred_in_first": first,
        "attention_needed": inputs["fight"] / inputs["worth"] if inputs["worth"] else None,
        "second_challenge_after_fight": [
            min(s.after_fight[1] for s in solved),
            max(s.after_fight[1] for s in solved),
        ],
        "second_challenge_after_yield": [
            min(s.after_yield[1] for s in solved),
            max(s.after_yield[1] for s in solved),
        ],
    }
    return Answer(
        "sequential equilibrium in closed form, in exact fractions, over all priors",
        True,
        value,
        _reason(value, inputs, worthwhile=worthwhile),
        (_priors(terms, first, thresholds[0]), _chain(thresholds, worthwhile=worthwhile)),
        _figure(solved, first, thresholds[0]),
    )


def _reason(value: Mapping[str, Any], inputs: Mapping[str, Any], *, worthwhile: bool) -> str:
    last, first = float(value["deterred_in_last"]), float(value["deterred_in_first"])
    said = (
        f"If payoffs were as stated, a last crisis would be deterred where the patron is thought "
        f"resolute from {last:.3f} up"
    )
    if worthwhile:
        return (
            f"{said}, and the first of two already from {first:.3f}, since even an irresolute "
            "patron would fight at times to be believed: the first outcome changes the next."
        )
    return (
        f"{said}, and the first no sooner: the second challenger watches too seldom "
        f"({float(inputs['attentive']):.0%}) for a bluff to pay, so only a resolute patron fights."
    )


def _priors(terms: tuple[Fraction, ...], first: Fraction, last: Fraction) -> Table:
    cuts = sorted({Fraction(0), first, last, Fraction(1)})
    rows = []
    for low, high in itertools.pairwise(cuts):
        gain, cost, worth, fight, attentive = terms
        near = (high - low) / 1_000_000
        ends = [
            two_crises(prior, gain, cost, worth, fight, attentive)
            for prior in (low + near, high - near)
        ]
        rows.append(
            {
                "prior": f"{float(low):.3f} to {float(high):.3f}",
                "first": "yes" if ends[0].first else "no",
                "fights": _between(ends[0].fights, ends[1].fights),
                "belief": _between(ends[0].after_fight[0], ends[1].after_fight[0]),
                "after_fight": _between(ends[0].after_fight[1], ends[1].after_fight[1]),
                "after_yield": _between(ends[0].after_yield[1], ends[1].after_yield[1]),
            }
        )
    columns = (
        ("prior", "Prior of resolve", False),
        ("first", "First challenge", False),
        ("fights", "Patron fights", False),
        ("belief", "Belief after", False),
        ("after_fight", "Second challenge after a fight", False),
        ("after_yield", "after yielding", False),
    )
    return Table("over the prior", columns, rows)


def _between(low: Fraction, high: Fraction) -> str:
    one, other = f"{float(low):.2f}", f"{float(high):.2f}"
    return one if one == other else f"{one} to {other}"


def _chain(thresholds: tuple[Fraction, ...], *, worthwhile: bool) -> Table:
    shown = thresholds if worthwhile else thresholds[:1]
    rows = [
        {"left": number + 1, "prior": round(float(prior), 6), "fraction": str(prior)}
        for number, prior in enumerate(shown)
    ]
    columns = (
        ("left", "Crises left", True),
        ("prior", "Deterred from", True),
        ("fraction", "As a fraction", False),
    )
    return Table("a chain of crises", columns, rows)


def _figure(solved: list[TwoCrises], first: Fraction, last: Fraction) -> Figure:
    rows: list[dict[str, Any]] = []
    for one in solved[1:]:  # with a prior of 0 no fight is expected, and none can be learnt from
        for name, after in (
            ("after a fight", one.after_fight),
            ("after yielding", one.after_yield),
            ("no first crisis", one.after_quiet),
        ):
            rows.append({"prior": float(one.prior), "challenge": float(after[1]), "series": name})
    marks = [Mark("last deterred", x=float(last))]
    if first != last:
        marks.append(Mark("first deterred", x=float(first)))
    return Figure(
        title="What the first crisis does to the second",
        subtitle="Chance of a second challenge by the prior that the patron is resolute",
        how_to_read="The gap between the lines is what the first outcome changes.",
        source="Kreps and Wilson 1982; payoffs as given",
        drawing=Drawing.STEPS,
        rows=rows,
        x="prior",
        y="challenge",
        series="series",
        x_title="Prior probability that the patron is resolute",
        y_title="Chance of a second challenge",
        y_domain=(0, 1),
        marks=marks,
    )


MODEL = Model(
    slug="reputation",
    topic="deterrence",
    title="Reputation across two crises",
    question="Does the outcome of one crisis change the next?",
    inputs=(
        Input("gain", Kind.NUMBER, 1, "Challenger, if the patron yields.", "utility", 0),
        Input("cost", Kind.NUMBER, 1, "Challenger's cost of a fight.", "utility", 0),
        Input("worth", Kind.NUMBER, 2, "Patron: a second crisis deterred.", "utility", 0),
        Input("fight", Kind.NUMBER, 1, "Irresolute patron's cost of fighting.", "utility", 0),
        Input("attentive", Kind.CHANCE, 1, "Chance that the second challenger watched the first."),
        Input("crises", Kind.INTEGER, 4, "Length of the chain shown beside.", "", 2, 30),
    ),
    solve=_solve,
    references=(
        (
            "Kreps, D. M. and Wilson, R. (1982). Reputation and Imperfect Information. Journal of "
            "Economic Theory 27(2), 253-279."
        ),
        (
            "Press, D. G. (2005). Calculating Credibility: How Leaders Assess Military Threats. "
            "Cornell University Press (for the view that past outcomes change little)."
        ),
    ),
    does_not_show=(
        "Whether real leaders draw such lessons: that is disputed, and the chance of attention "
        "only states how much would hang on it. The patron's resolve is unknown, so answers are "
        "ranges over priors."
    ),
    examples=(
        Example(
            {"gain": 1, "cost": 1, "crises": 4},
            {"deterred_in_last": 0.5, "deterred_in_first": 0.25},
            1e-9,
            "Kreps and Wilson 1982: thresholds bⁿ with b = 1/2",
        ),
    ),
)
