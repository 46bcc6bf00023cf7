"""The Assembly's answer to a question about a text, from what ships."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vetopoint.infer.assembly.forecaster import TooEarlyError, ballots_and_absence, told
from vetopoint.infer.assembly.item_stream import Crowd, ItemStream
from vetopoint.infer.assembly.known import refuse_outcome
from vetopoint.infer.assembly.shipped_items import (
    shipped_positions_sha256,
    shipped_sha256,
    shipped_texts,
    words_of,
)
from vetopoint.infer.council.corpus import is_foreign
from vetopoint.infer.council.gate import LeakError, check_words
from vetopoint.infer.counted import counted, forecast_from
from vetopoint.infer.draft_forecast import Baseline, DraftForecast, ForecastError, Neighbour
from vetopoint.infer.positions import shipped
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import Sitting
from vetopoint.record.resolutions import Resolutions, assembly_resolutions, resolutions_of_rows
from vetopoint.record.store import open_store
from vetopoint.record.symbols import keys_for

__all__ = ["ASSEMBLY", "assembly_forecast", "has_roll_calls"]

_Array = NDArray[np.floating[Any]]

ASSEMBLY = "un-general-assembly"
DRAWS = 64
NEAREST, AGEING = 5, 0.02
"""How many past texts are named; what a year of age costs in likeness."""
LEAST_LIKE, KNOWN_SHARE = 0.1, 0.45
"""Cosine below which a text is not called near; share of words that an English text has in common
with the record."""
POSITIONS = "positions of our own estimation that ship"
NOTHING = resolutions_of_rows([], "")
_ADOPTED_ONLY = (
    "What ships was learnt from texts adopted by a recorded vote: texts that nobody would carry, "
    "and those that pass by consensus, are not among them."
)
_ITEMS_ONLY = (
    "Learnt from estimates of how past texts divided the members, not from their ballots; with "
    "the full record (`vetopoint record import`, or --data) more is known."
)
LIMITS = (
    _ADOPTED_ONLY,
    "Of the text only the words of its title are used, not its wording.",
    _ITEMS_ONLY,
)


def assembly_forecast(
    seats: Sitting,
    question: Mapping[str, str | None],
    declared: Mapping[str, Ballot],
    sponsors: tuple[str, ...],
    seed: int,
    data: Path | None,
    waiting: Callable[[str], None],
) -> DraftForecast:
    """Forecast a text in the Assembly: from its roll calls, or else from what ships.

    Raises
    ------
    ForecastError
        If nothing usable says what the text is about, or the day is before what ships.
    LeakError
        If the words say what came of the vote.
    """
    is_whole = has_roll_calls(data)
    title = _title(question, seats, data, is_whole=is_whole)
    for code in sponsors:
        if declared.get(code) in {Ballot.AGAINST, Ballot.ABSTAIN}:
            raise ForecastError(
                f"{code} is named as a sponsor and as {declared[code].value}; a sponsor votes for "
                "its draft: take it out of one of the two"
            )
    asked: dict[str, Any] = {key: words for key, words in question.items() if words}
    if "text" in asked:
        asked["text"] = f"{len(str(asked['text']).split())} words"
    if declared:
        asked["declared"] = {code: ballot.value for code, ballot in declared.items()}
    if sponsors:
        asked["sponsors"] = list(sponsors)
    if is_whole:
        from vetopoint.infer.assembly_recorded import recorded_forecast

        with suppress(TooEarlyError):
            return recorded_forecast(seats, title, asked, declared, sponsors, seed, data, waiting)
    record = assembly_resolutions(data) if is_whole else NOTHING
    return _from_items(seats, title, asked, declared, sponsors, seed, record)


def has_roll_calls(data: Path | None) -> bool:
    """Whether a folder is given, or the imported record holds roll calls of the Assembly."""
    if data is not None:
        return True
    with open_store() as store:
        if store is None:
            return False
        query = "SELECT count(*) FROM roll_calls WHERE body = $1 AND preferred"
        return bool(store.rows(query, ASSEMBLY)[0][0])


def _from_items(
    seats: Sitting,
    title: str,
    asked: Mapping[str, Any],
    declared: Mapping[str, Ballot],
    sponsors: tuple[str, ...],
    seed: int,
    record: Resolutions,
) -> DraftForecast:
    provision = seats.provision()
    # The second is likened to nothing: any text at all, for the baseline.
    crowd = ItemStream(record, starts_short=True).crowd([title, ""], seats.day, provision.seats)
    items = crowd.items
    draws = _draws(crowd, 0, provision.seats, declared, sponsors, seed)
    usual = _draws(crowd, 1, provision.seats, {}, (), seed).mean(axis=0)
    even = np.full(DRAWS, 1 / DRAWS)
    made = shipped().provenance
    count = counted(
        provision.rule, provision.seats, np.asarray(draws, float), even, np.asarray(usual, float)
    )
    return forecast_from(
        seats,
        asked,
        count,
        method=(
            f"Positions of the members before {seats.day}, and how {len(items.texts):,} texts of "
            f"the twelve years before {items.day} divided them; counted over {DRAWS} draws of "
            "both, in which members move together"
        ),
        does_not_show=LIMITS,
        sources=(
            f"{POSITIONS} ({made.method}, {made.votes:,} votes to June 2024)",
            f"texts as items, of our own estimation (sha256 {shipped_sha256()[:12]})",
            *((record.source,) if record is not NOTHING else ()),
        ),
        seed=seed,
        baseline=Baseline("each member's rates over all texts", count.beside or 0.0, {}),
        nearest=_nearest(title, seats.day),
        inputs={
            "items": shipped_sha256(),
            "positions": shipped_positions_sha256(),
            **({"record": record.sha256} if record is not NOTHING else {}),
        },
    )


def _draws(
    crowd: Crowd,
    text: int,
    members: tuple[str, ...],
    declared: Mapping[str, Ballot],
    sponsors: tuple[str, ...],
    seed: int,
) -> _Array:
    """Draws [draws, members, 4] in the order of `Ballot`, given declared positions and sponsors."""
    stated = {code: Ballot.FOR for code in sponsors if code in members} | dict(declared)
    plain = crowd.cloud(text, np.arange(len(members)), seed=seed)
    cloud = told(plain, members, declared, sponsors)
    fixed = {members.index(code): ballot for code, ballot in stated.items()}
    return ballots_and_absence(cloud.chosen(DRAWS, seed), crowd.absent()[text], fixed)


def _nearest(title: str, day: datetime.date) -> list[Neighbour]:
    """The texts before the day that are most like a title, of equals the latest."""
    texts = shipped_texts()
    like = texts.likeness([title], day)[0]
    ages = (np.datetime64(day) - texts.days[: len(like)]).astype(float) / 365.25
    order = np.argsort(-(like - AGEING * ages), kind="stable")
    best = [place for place in order[:NEAREST] if like[place] > LEAST_LIKE]
    return [
        Neighbour(
            texts.symbols[place],
            texts.days[place].astype("datetime64[D]").item(),
            texts.words[place],
            f"adopted ({' – '.join(map(str, texts.tallies[place]))})",
            float(like[place]),
        )
        for place in best
    ]


def _title(
    question: Mapping[str, str | None], seats: Sitting, data: Path | None, *, is_whole: bool
) -> str:
    given = [name for name in ("subject", "title", "text", "like") if question.get(name)]
    if len(given) > 1:
        raise ForecastError(f"--{' and --'.join(given)} are given together; give one of them")
    if question.get("text") is not None and not (question["text"] or "").strip():
        raise ForecastError("the text is empty; give the text, or --title in its place")
    if not given:
        raise ForecastError(
            "nothing says what the text is about; give --subject, --title, --text or --like"
        )
    words = str(question[given[0]])
    if given[0] == "like" and is_whole:
        from vetopoint.infer.assembly_recorded import title_like

        return title_like(words, data, seats.day)
    if given[0] == "like":
        return _words_of(words, seats.day)
    first = words.strip().splitlines()[0]
    check_words(first, given[0])
    refuse_outcome(first)
    if _is_foreign(words):
        raise ForecastError(
            f"the {given[0]} shares next to no words with the record, which is in English, so it "
            "is not used; give --subject in English"
        )
    return words


def _is_foreign(text: str) -> bool:
    """Whether neither titles nor the names of States and subjects know the words of a text."""
    said = set(words_of(text).split())
    known = {word for words in shipped_texts().words for word in words.split()}
    return len(said & known) < KNOWN_SHARE * len(said) and is_foreign(text, [])


def _words_of(symbol: str, day: datetime.date) -> str:
    texts, wanted = shipped_texts(), set(keys_for(symbol))
    for place, name in enumerate(texts.symbols):
        if wanted & set(keys_for(name)):
            voted = texts.days[place].astype("datetime64[D]").item()
            if voted < day:
                return texts.words[place]
            raise LeakError(
                f"{name} was voted on {voted}, so it was not known before {day}; give an earlier "
                "text"
            )
    raise ForecastError(
        f"no vote of the Assembly that ships is named {symbol!r}; give one such as A/RES/ES-11/1, "
        "or the --title"
    )
