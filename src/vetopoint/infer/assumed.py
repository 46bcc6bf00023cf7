"""Bodies without a record of votes: the user's own assumptions, counted exactly."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from vetopoint.infer.counted import counted, forecast_from
from vetopoint.infer.draft_forecast import DraftForecast, ForecastError
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import Sitting

__all__ = ["assumed_forecast"]

INDEPENDENT = (
    "The chances are the user's assumptions, not estimates, and members are taken to vote "
    "independently of each other; in a body that seeks consensus they do not."
)
FEW = 8


def assumed_forecast(
    seats: Sitting,
    declared: Mapping[str, Ballot],
    assume: Mapping[str, Mapping[Ballot, float]],
    seed: int,
) -> DraftForecast:
    """Count a vote from assumed ballot shares and declared positions, one for every member.

    Raises
    ------
    ForecastError
        If nothing is assumed for a member: without a record there is no ground for a number.
    """
    provision = seats.provision()
    missing = [m for m in provision.seats if m not in assume and m not in declared]
    if missing:
        shown = ", ".join(missing[:FEW]) + (", …" if len(missing) > FEW else "")
        raise ForecastError(
            f"{seats.charter.name} {_record_words(seats)}, so nothing is known of how its members "
            f"vote and no forecast is made; state your own assumptions for {shown}, as --assume "
            "all=for:.9,abstain:.1 or --assume HUN=for:.5,against:.5"
        )
    draws = np.zeros((1, len(provision.seats), len(Ballot)))
    for place, member in enumerate(provision.seats):
        shares = {declared[member]: 1.0} if member in declared else assume[member]
        draws[0, place] = [shares.get(ballot, 0.0) for ballot in Ballot]
    found = counted(provision.rule, provision.seats, draws, np.ones(1))
    asked = {
        "declared": {code: ballot.value for code, ballot in declared.items()},
        "assumed": {
            code: {b.value: share for b, share in own.items()} for code, own in assume.items()
        },
    }
    return forecast_from(
        seats,
        asked,
        found,
        method="Counted exactly from the assumptions given",
        does_not_show=(INDEPENDENT,),
        sources=(f"assumptions of the user; the rule from {provision.reference.words()}",),
        seed=seed,
    )


def _record_words(seats: Sitting) -> str:
    if seats.charter.has_record:
        return "publishes votes, but this record holds none of them"
    return "publishes no record of its members' votes"
