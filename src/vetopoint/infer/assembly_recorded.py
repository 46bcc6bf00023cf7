"""The Assembly's answer from its roll calls, by the forecaster of `infer.assembly`."""

from __future__ import annotations

import datetime
import hashlib
import os
import pickle
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from vetopoint import __version__
from vetopoint.infer.assembly.forecaster import AssemblyForecaster, Draws
from vetopoint.infer.counted import Counted, counted
from vetopoint.infer.draft_forecast import Baseline, DraftForecast, ForecastError, Neighbour
from vetopoint.law.ballots import Ballot, tally
from vetopoint.law.bodies import Sitting
from vetopoint.law.descriptions import described
from vetopoint.law.states import continuing_seat
from vetopoint.record.drafts import record_mark
from vetopoint.record.resolutions import Resolutions, assembly_resolutions
from vetopoint.record.store import data_home
from vetopoint.record.symbols import keys_for

__all__ = ["recorded_forecast", "title_like"]

_Array = NDArray[np.float64]

DRAWS = 60
KEPT = 3
YEARS = 4
ADOPTED_ONLY = (
    "The record holds texts adopted by a recorded vote: texts that nobody would carry, and those "
    "that pass by consensus, are not among them."
)
LIMITS = (ADOPTED_ONLY, "Of the text only the words of its title are used, not its wording.")
BASELINE = "each member's rates over four years"
_CODED = (Ballot.FOR, Ballot.ABSTAIN, Ballot.AGAINST, Ballot.ABSENT)


@frozen(eq=False)
class _Learned:
    record: Resolutions
    forecaster: AssemblyForecaster


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
    known = _learned(seats.day, data, waiting)
    provision = seats.provision()
    columns = _columns(provision.seats, known.record)
    found = known.forecaster.draws(
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
    provision = seats.provision()
    texts = int((record.days < np.datetime64(seats.day)).sum())
    return DraftForecast(
        body=seats.body,
        day=seats.day,
        question=asked,
        names={code: seats.sentence_name(code) for code in provision.seats},
        members=count.members,
        adopted=count.adopted,
        vetoes={},
        shortfall=count.shortfall,
        blocked=count.blocked,
        tally=count.tally,
        pivotal=count.pivotal,
        persuasion=count.persuasion,
        courses={},
        baseline=Baseline(BASELINE, count.beside or 0.0, {}),
        nearest=tuple(_neighbour(record, symbol, likeness) for symbol, likeness in found.nearest),
        rule=described(provision.rule),
        method=(
            f"Learnt from {texts:,} roll calls before {seats.day}: like texts, each member's own "
            f"votes and those of its allies; counted over {DRAWS} draws, in which members move "
            "together"
        ),
        does_not_show=LIMITS,
        sources=(f"{record.source} (sha256 {record.sha256[:12]})",),
        inputs={"record": record.sha256},
        seed=seed,
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


def _learned(day: datetime.date, data: Path | None, waiting: Callable[[str], None]) -> _Learned:
    """Record and forecaster of a day, kept in the data folder for the next question of that day."""
    mark = f"{__version__} {_program()} {record_mark(data)} {day}"
    name = hashlib.sha256(mark.encode()).hexdigest()[:24]
    place = data_home() / "forecasts" / f"assembly-{name}.pickle"
    with suppress(OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError):
        # Only what this program wrote to the user's own folder is read back.
        kept = pickle.loads(place.read_bytes())  # noqa: S301 - our own file
        if isinstance(kept, _Learned):
            return kept
    waiting(f"learning from the roll calls before {day}; the next forecast of that day is quicker")
    record = assembly_resolutions(data)
    found = _Learned(record, AssemblyForecaster.train(record, day))
    _keep(place, found)
    return found


def _program() -> str:
    folder = Path(__file__).parent
    texts = [folder / "texts.py", *sorted((folder / "assembly").glob("*.py"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in texts)).hexdigest()


def _keep(place: Path, found: _Learned) -> None:
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        half = place.with_suffix(f".{os.getpid()}.part")
        half.write_bytes(pickle.dumps(found))
        half.replace(place)
        kept = sorted(place.parent.glob("assembly-*.pickle"), key=lambda p: p.stat().st_mtime)
        for old in kept[:-KEPT]:
            old.unlink()
