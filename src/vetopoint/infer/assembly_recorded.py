"""The Assembly's answer from its roll calls, by the forecaster of `infer.assembly`."""

from __future__ import annotations

import datetime
import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from vetopoint import __version__
from vetopoint.infer.assembly.forecaster import (
    AssemblyForecaster,
    Draws,
    TooEarlyError,
    starts_short,
)
from vetopoint.infer.assembly.kept import forecaster_bytes, read_forecaster
from vetopoint.infer.assembly.shipped_items import shipped_positions_sha256
from vetopoint.infer.counted import Counted, counted, forecast_from
from vetopoint.infer.draft_forecast import Baseline, DraftForecast, ForecastError, Neighbour
from vetopoint.law.ballots import Ballot, tally
from vetopoint.law.bodies import Sitting
from vetopoint.law.states import continuing_seat
from vetopoint.record.drafts import record_mark
from vetopoint.record.resolutions import Resolutions, assembly_resolutions
from vetopoint.record.store import data_home
from vetopoint.record.symbols import keys_for

__all__ = ["learned", "recorded_forecast", "title_like"]

_Array = NDArray[np.float64]

DRAWS = 64
KEPT = 3
YEARS = 4
ADOPTED_ONLY = (
    "The record holds texts adopted by a recorded vote: texts that nobody would carry, and those "
    "that pass by consensus, are not among them."
)
LIMITS = (ADOPTED_ONLY, "Of the text only the words of its title are used, not its wording.")
BASELINE = "each member's rates over four years"
POSITIONS = "positions of our own estimation that ship"
_CODED = (Ballot.FOR, Ballot.ABSTAIN, Ballot.AGAINST, Ballot.ABSENT)


def recorded_forecast(
    seats: Sitting,
    title: str,
    asked: Mapping[str, Any],
    declared: Mapping[str, Ballot],
    sponsors: Sequence[str],
    seed: int,
    data: Path | None,
    waiting: Callable[[str], None],
) -> DraftForecast:
    """Forecast a text in the Assembly from the roll calls before its day.

    Raises
    ------
    NoResolutionsError, TooEarlyError, LeakedOutcomeError
        As the Assembly's record and forecaster do.
    """
    known = learned(seats.day, data, waiting)
    provision = seats.provision()
    columns = _columns(provision.seats, known.record)
    found = known.draws(
        title,
        seats.day,
        declared={columns[code]: ballot for code, ballot in declared.items()},
        sponsors=[columns[code] for code in sponsors if code in columns],
        members=list(columns.values()),
        count=DRAWS,
        seed=seed,
    )
    draws = np.asarray(found.probabilities, dtype=float)
    draws /= draws.sum(axis=2, keepdims=True)
    usual = _usual(known.record, list(columns.values()), seats.day)
    count = counted(
        provision.rule, provision.seats, draws, np.full(len(draws), 1 / len(draws)), usual
    )
    return _as_forecast(seats, asked, known.record, found, count, seed)


def _as_forecast(
    seats: Sitting,
    asked: Mapping[str, Any],
    record: Resolutions,
    found: Draws,
    count: Counted,
    seed: int,
) -> DraftForecast:
    texts = int((record.days < np.datetime64(seats.day)).sum())
    return forecast_from(
        seats,
        asked,
        count,
        method=(
            f"Learnt from {texts:,} roll calls before {seats.day}: like texts, each member's own "
            "votes and those of its allies, and how past texts divided members by their "
            f"positions; counted over {DRAWS} draws, in which members move together"
        ),
        does_not_show=LIMITS,
        sources=(f"{record.source} (sha256 {record.sha256[:12]})", POSITIONS),
        seed=seed,
        baseline=Baseline(BASELINE, count.beside or 0.0, {}),
        nearest=[_neighbour(record, symbol, likeness) for symbol, likeness in found.nearest],
        inputs={"record": record.sha256, "positions": shipped_positions_sha256()},
    )


def _columns(codes: Sequence[str], record: Resolutions) -> dict[str, str]:
    """The code under which the record carries each seat; one without is given its own."""
    return {
        code: next((c for c in (code, continuing_seat(code)) if c in record.members), code)
        for code in codes
    }


def _usual(record: Resolutions, members: Sequence[str], day: datetime.date) -> _Array:
    """Each member's rates of the four ballots in the years before, [members, 4]."""
    first = np.datetime64(day) - np.timedelta64(int(YEARS * 365.25), "D")
    cells = record.cells[(record.days >= first) & (record.days < np.datetime64(day))]
    place = {code: n for n, code in enumerate(record.members)}
    found = np.tile(np.array([7.0, 1.0, 1.0, 1.0]) / 10, (len(members), 1))
    for row, code in enumerate(members):
        own = cells[:, place[code]] if code in place else np.zeros(0, dtype=np.int8)
        found[row] += np.bincount(own[own >= 0], minlength=len(_CODED))
    found /= found.sum(axis=1, keepdims=True)
    return np.asarray(found[:, [_CODED.index(ballot) for ballot in Ballot]])


def _neighbour(record: Resolutions, symbol: str, likeness: float) -> Neighbour:
    place = record.symbols.index(symbol)
    cast = [_CODED[code] for code in record.cells[place] if code >= 0]
    day = record.days[place].astype("datetime64[D]").item()
    count = tally(cast)
    went = f"adopted ({count.favour} – {count.against} – {count.abstain})"
    return Neighbour(symbol, day, record.titles[place], went, likeness)


def title_like(symbol: str, data: Path | None, day: datetime.date) -> str:
    """The title of an earlier text of the record.

    Raises
    ------
    ForecastError
        If the record has none of this symbol, or it is not earlier.
    """
    record, wanted = assembly_resolutions(data), set(keys_for(symbol))
    for place, name in enumerate(record.symbols):
        if wanted & set(keys_for(name)):
            voted = record.days[place].astype("datetime64[D]").item()
            if voted < day:
                return record.titles[place]
            raise ForecastError(
                f"{name} was voted on {voted}, so it was not known before {day}; give an earlier "
                "text"
            )
    raise ForecastError(
        f"no roll call of the Assembly in this record is named {symbol!r}; give one such as "
        "A/RES/77/229, or the --title"
    )


def learned(
    day: datetime.date, data: Path | None, waiting: Callable[[str], None] = lambda _: None
) -> AssemblyForecaster:
    """The forecaster for the year of a day, kept in the data folder for the next question.

    Raises
    ------
    NoResolutionsError, TooEarlyError
        As the Assembly's record and forecaster do.
    """
    mark = f"{__version__} {_program()} {record_mark(data)} {day.year}"
    name = hashlib.sha256(mark.encode()).hexdigest()[:24]
    place = data_home() / "forecasts" / f"assembly-{name}.npz"
    with suppress(OSError, ValueError, KeyError, TypeError, BadZipFile):
        return read_forecaster(place.read_bytes())
    record = assembly_resolutions(data)
    if starts_short(record, day):
        raise TooEarlyError(f"the record holds too few texts before {day} to learn from alone")
    waiting(f"learning from the roll calls before {day.year}; the next forecast is quicker")
    found = AssemblyForecaster.train(record, day)
    _keep(place, forecaster_bytes(found))
    return found


def _program() -> str:
    """A hash of what learns and of the positions, so that a changed program learns anew."""
    folder = Path(__file__).parent
    texts = [folder / "texts.py", *sorted((folder / "assembly").glob("*.py"))]
    said = b"".join(path.read_bytes() for path in texts) + shipped_positions_sha256().encode()
    return hashlib.sha256(said).hexdigest()


def _keep(place: Path, text: bytes) -> None:
    """Write the state whole or not at all; a folder that cannot be written costs only time."""
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        half = place.with_suffix(f".{os.getpid()}.part")
        half.write_bytes(text)
        half.replace(place)
        kept = sorted(place.parent.glob("assembly-*.npz"), key=lambda p: p.stat().st_mtime)
        for old in (*kept[:-KEPT], *place.parent.glob("assembly-*.pickle")):
            old.unlink()
