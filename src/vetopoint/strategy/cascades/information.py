"""Informational cascades: herds that ignore what they know, and turnout that tells something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from attrs import frozen

from vetopoint.strategy.cascades.beliefs import turnouts_answer, weeks_answer
from vetopoint.strategy.cascades.crowds import NETWORKS, network_named
from vetopoint.strategy.cascades.observation import MOST, Acted, acted_on
from vetopoint.strategy.inputs import BadInputError, Input, Kind
from vetopoint.strategy.models import Example, Model
from vetopoint.strategy.results import Answer, Drawing, Figure, Table

__all__ = ["MODEL", "Herd", "herd_after"]


@frozen
class Herd:
    """Chances that a herd has formed: on the true side, on the false one, or not yet."""

    right: Fraction
    wrong: Fraction
    none: Fraction


def herd_after(accuracy: Fraction, people: int) -> Herd:
    """Chances of a herd after an even number of people have acted one after another.

    Each has a private signal that is right with chance `accuracy`, sees what those before did, and
    tosses a fair coin when torn (Bikhchandani, Hirshleifer and Welch 1992, equations 1 and 2).

    >>> herd_after(Fraction(1, 2), 2).none
    Fraction(1, 4)
    """
    p = accuracy
    none = (p - p * p) ** (people // 2)
    right = p * (p + 1) / (2 * (1 - p + p * p)) * (1 - none)
    return Herd(right, 1 - none - right, none)


def _solve(inputs: Mapping[str, Any]) -> Answer:
    if inputs["weeks"] is not None:
        return weeks_answer(inputs)
    people, accuracy = inputs["people"], inputs["accuracy"]
    if accuracy < Fraction(1, 2):
        raise BadInputError(f"--accuracy is {float(accuracy):g}; a signal is right from 0.5 up")
    if inputs["network"] != "complete":
        return _on_network(inputs)
    if people % 2:
        raise BadInputError(f"--people is {people}; the formula is for even numbers: give one")
    herd = herd_after(accuracy, people)
    turnouts = inputs["turnouts"]
    value: dict[str, Any] = {
        "herd": 1 - herd.none,
        "right_herd": herd.right,
        "wrong_herd": herd.wrong,
    }
    reason = (
        f"If each signal were right with chance {float(accuracy):g}, after {people} people a herd "
        f"would have formed with chance {float(1 - herd.none):.5f}, and a wrong one with chance "
        f"{float(herd.wrong):.3f}."
    )
    if turnouts is None:
        return _herding(accuracy, people, value, reason)
    return turnouts_answer(inputs, turnouts, value, reason)


def _herding(accuracy: Fraction, people: int, value: Mapping[str, Any], reason: str) -> Answer:
    rows = []
    stride = 2 * max(1, people // 100)
    for number in sorted({*range(0, people + 1, stride), people}):
        herd = herd_after(accuracy, number)
        rows.append(
            {
                "people": number,
                "right": float(herd.right),
                "wrong": float(herd.wrong),
                "none": float(herd.none),
            }
        )
    columns = (
        ("people", "People so far", True),
        ("right", "Right herd", True),
        ("wrong", "Wrong herd", True),
        ("none", "No herd yet", True),
    )
    names = {"right": "right herd", "wrong": "wrong herd", "none": "no herd yet"}
    figure = Figure(
        title=f"After {people} people a herd is all but certain"
        if value["herd"] > Fraction(99, 100)
        else f"After {people} people a herd has formed with chance {float(value['herd']):.2f}",
        subtitle=f"Chance by the number who have acted, signals right with {float(accuracy):g}",
        how_to_read="In a herd each does what those before did, whatever the own signal says.",
        source="Bikhchandani, Hirshleifer and Welch 1992, equations 1 and 2",
        drawing=Drawing.LINES,
        rows=[
            {"people": row["people"], "chance": row[key], "series": name}
            for key, name in names.items()
            for row in rows
        ],
        x="people",
        y="chance",
        series="series",
        x_title="People who have acted",
        y_title="Chance",
        y_domain=(0, 1),
    )
    return Answer("closed form", True, value, reason, (Table("herds", columns, rows),), figure)


def _on_network(inputs: Mapping[str, Any]) -> Answer:
    people, name = inputs["people"], inputs["network"]
    if not 2 <= people <= MOST:
        raise BadInputError(
            f"--people is {people}; on a network every history is tried: 2 to {MOST}"
        )
    if inputs["turnouts"] is not None:
        raise BadInputError("--turnouts are seen by all; leave out --network")
    acted = acted_on(
        inputs["accuracy"], network_named(name, people, inputs["degree"], inputs["seed"])
    )
    last, share = acted[-1], sum((one.right for one in acted), Fraction(0)) / people
    value = {
        "share_right": share,
        "last_right": last.right,
        "herd": last.right_herd + last.wrong_herd,
        "right_herd": last.right_herd,
        "wrong_herd": last.wrong_herd,
    }
    reason = (
        f"If each signal were right with chance {float(inputs['accuracy']):g} and each saw only "
        f"earlier neighbours on the {name} network, {float(100 * share):.1f} % of {people} would "
        f"be expected to act rightly, the last with chance {float(last.right):.3f}; the last would "
        f"go by what is seen alone with chance {float(value['herd']):.3f}, and wrongly so with "
        f"{float(last.wrong_herd):.3f}."
    )
    return Answer(
        "Bayes' rule over every history, in fractions",
        True,
        value,
        reason,
        (_acted_table(acted),),
        _acted_figure(acted, name, float(inputs["accuracy"])),
    )


def _acted_table(acted: Sequence[Acted]) -> Table:
    rows = [
        {
            "person": number,
            "sees": one.sees,
            "right": round(float(one.right), 6),
            "right_herd": round(float(one.right_herd), 6),
            "wrong_herd": round(float(one.wrong_herd), 6),
        }
        for number, one in enumerate(acted, start=1)
    ]
    columns = (
        ("person", "Person", True),
        ("sees", "Sees", True),
        ("right", "Acts rightly", True),
        ("right_herd", "Right herd", True),
        ("wrong_herd", "Wrong herd", True),
    )
    return Table("people", columns, rows)


def _acted_figure(acted: Sequence[Acted], name: str, accuracy: float) -> Figure:
    lines = {
        "acts rightly": [one.right for one in acted],
        "right herd": [one.right_herd for one in acted],
        "wrong herd": [one.wrong_herd for one in acted],
    }
    return Figure(
        title=f"What each would do on the {name} network",
        subtitle=f"Chance by the place in the row, signals right with {accuracy:g}",
        how_to_read="In a herd what is seen settles the act, whatever the own signal says.",
        source="worked out by Vetopoint; complete networks: Bikhchandani and others 1992",
        drawing=Drawing.LINES,
        rows=[
            {"person": number, "chance": float(chance), "series": line}
            for line, chances in lines.items()
            for number, chance in enumerate(chances, start=1)
        ],
        x="person",
        y="chance",
        series="series",
        x_title="Person, in the order of acting",
        y_title="Chance",
        y_domain=(0, 1),
    )


MODEL = Model(
    slug="informational-cascade",
    topic="cascades",
    title="Informational cascade",
    question="If people learned from what others do, how soon would they herd or turn away?",
    inputs=(
        Input("accuracy", Kind.CHANCE, "0.51", "Chance that a private signal is right."),
        Input("people", Kind.INTEGER, 10, "People who act one after another.", low=0, high=1_000),
        Input("network", Kind.CHOICE, "complete", "Who sees whom.", choices=tuple(NETWORKS)),
        Input(
            "degree",
            Kind.INTEGER,
            4,
            "Neighbours of each on a ring or random network.",
            low=1,
            needs=("network=ring|random",),
        ),
        Input(
            "seed",
            Kind.INTEGER,
            0,
            "Seed of whatever is drawn.",
            low=0,
            needs=("network=random", "weeks"),
        ),
        Input("turnouts", Kind.NUMBERS, None, "Turnouts to learn from instead.", "people", 0),
        Input(
            "weeks",
            Kind.INTEGER,
            None,
            "Let beliefs bring about so many demonstrations instead.",
            "",
            1,
            100,
            unless=("turnouts", "network", "accuracy", "people"),
        ),
        Input(
            "draws",
            Kind.INTEGER,
            1000,
            "How many courses to draw in each state.",
            "",
            10,
            100_000,
            needs=("weeks",),
        ),
        Input(
            "prior",
            Kind.CHANCE,
            "0.3",
            "Belief beforehand that the regime is malign.",
            needs=("turnouts", "weeks"),
        ),
        Input(
            "activists",
            Kind.NUMBER,
            5000,
            "Who come whatever they know.",
            "people",
            0,
            needs=("turnouts", "weeks"),
        ),
        Input(
            "activists_deviation",
            Kind.NUMBER,
            2000,
            "Their uncertainty.",
            "people",
            0,
            needs=("turnouts", "weeks"),
        ),
        Input(
            "moderates",
            Kind.NUMBER,
            100_000,
            "Who come by what they sense.",
            "people",
            0,
            needs=("turnouts", "weeks"),
        ),
        Input(
            "if_malign",
            Kind.CHANCE,
            "0.08",
            "Share of moderates who come if it is malign.",
            needs=("turnouts", "weeks"),
        ),
        Input(
            "if_benign",
            Kind.CHANCE,
            "0.02",
            "Share who come if it is not.",
            needs=("turnouts", "weeks"),
        ),
        Input(
            "needed",
            Kind.CHANCE,
            "0.9",
            "Belief at which the public turns away.",
            needs=("turnouts", "weeks"),
        ),
    ),
    solve=_solve,
    references=(
        (
            "Lohmann, S. (1994). The Dynamics of Informational Cascades: The Monday Demonstrations "
            "in Leipzig, East Germany, 1989-91. World Politics 47(1), 42-101."
        ),
        (
            "Bikhchandani, S., Hirshleifer, D. and Welch, I. (1992). A Theory of Fads, Fashion, "
            "Custom, and Cultural Change as Informational Cascades. Journal of Political Economy "
            "100(5), 992-1026."
        ),
        (
            "Acemoglu, D., Dahleh, M. A., Lobel, I. and Ozdaglar, A. (2011). Bayesian Learning in "
            "Social Networks. Review of Economic Studies 78(4), 1201-1236."
        ),
    ),
    does_not_show=(
        "What any regime is or any crowd believes: prior, signals and shares are assumptions. The "
        "turnout model keeps Lohmann's cues, discount and cascade in a normal form of our own, and "
        "leaves out why each would bear the cost of coming."
    ),
    examples=(
        Example(
            {"accuracy": "0.51", "people": 10},
            {"herd": 0.999},
            0.0005,
            "Bikhchandani, Hirshleifer and Welch 1992, p. 998: above .999 after ten people",
        ),
    ),
)
