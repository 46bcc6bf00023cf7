"""`vetopoint backtest`: forecasts of votes already cast, judged in public.

A body that can be judged is one line in JUDGED and one module with its `command`.
"""

from __future__ import annotations

from collections.abc import Mapping

import click

from vetopoint.cli import backtest_assembly, backtest_council

__all__ = ["JUDGED", "command"]

JUDGED: Mapping[str, click.Command] = {
    "assembly": backtest_assembly.command,
    "council": backtest_council.command,
}


@click.group(commands=dict(JUDGED))
def command() -> None:
    """Forecast votes already cast from what was known the day before, and score the forecasts.

    Every score stands beside those of simple baselines on the same ballots.
    """
