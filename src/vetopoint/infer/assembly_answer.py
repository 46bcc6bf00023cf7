"""The Assembly's answer to a question about a text, from what ships."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vetopoint.infer.assembly_kinds import (
    BALLOTS,
    KINDS,
    SPONSOR,
    Kinds,
    shipped_kinds,
    weighed,
)
from vetopoint.infer.council.corpus import Past, is_foreign, nearest
from vetopoint.infer.council.gate import LeakError, check_words, seen_as
from vetopoint.infer.counted import counted
from vetopoint.infer.draft_forecast import Baseline, DraftForecast, ForecastError
from vetopoint.infer.subjects import subject_of
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import Sitting
from vetopoint.law.descriptions import described
from vetopoint.record.landmark import landmark
from vetopoint.record.store import open_store
from vetopoint.record.symbols import keys_for
from vetopoint.record.votes import RollCall

__all__ = ["ASSEMBLY", "assembly_forecast", "has_roll_calls"]

_Array = NDArray[np.float64]

ASSEMBLY = "un-general-assembly"
SPREAD, DRAWS = 25.0, 60
"""Members' chances within a kind are drawn from a Dirichlet worth so many texts; all kinds together
get about so many draws, each at least three."""
TILT = 0.6
"""Texts of one kind differ: their odds of support, for all members at once, spread by this standard
deviation in log-odds (0.5 to 0.7 on texts of 2009–2019)."""
LEAST_KIND = 2e-3
_ADOPTED_ONLY = (
    "What ships was learnt from texts adopted by a recorded vote: texts that nobody would carry, "
    "and those that pass by consensus, are not among them."
)
_KINDS_ONLY = (
    "Learnt from kinds of texts that ship, not from each past roll call; a like text of last year "
    "tells more than its kind."
)
LIMITS = (
    _ADOPTED_ONLY,
    "Of the text only the words of its title are used, not its wording.",
    _KINDS_ONLY,
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
    """Forecast a text in the Assembly: from its roll calls, or else from the kinds that ship.

    Raises
    ------
    ForecastError
        If nothing usable says what the text is about, or the day is before what ships.
    LeakError
        If the words say what came of the vote.
    """
    pasts = list(_pasts(seats))
    is_whole = has_roll_calls(data)
    title = _title(question, seats, pasts, data if is_whole else None, is_whole=is_whole)
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

        return recorded_forecast(seats, title, asked, declared, sponsors, seed, data, waiting)
    return _from_kinds(seats, title, asked, declared, sponsors, pasts, seed)


def has_roll_calls(data: Path | None) -> bool:
    """Whether a folder is given, or the imported record holds roll calls of the Assembly."""
    if data is not None:
        return True
    with open_store() as store:
        if store is None:
            return False
        query = "SELECT count(*) FROM roll_calls WHERE body = $1 AND preferred"
        return bool(store.rows(query, ASSEMBLY)[0][0])


def _from_kinds(
    seats: Sitting,
    title: str,
    asked: Mapping[str, Any],
    declared: Mapping[str, Ballot],
    sponsors: tuple[str, ...],
    pasts: list[Past],
    seed: int,
) -> DraftForecast:
    kinds = shipped_kinds(seats.day)
    provision = seats.provision()
    stated = {code: Ballot.FOR for code in sponsors if code in seats.names} | dict(declared)
    draws, weights = _draws(kinds, title, provision.seats, stated, set(declared), seed)
    usual = _usual(kinds, provision.seats)
    found = counted(provision.rule, provision.seats, draws, weights, usual)
    subject = subject_of(title)
    key = seen_as(subject, seats.day, None).key
    sha256 = hashlib.sha256(KINDS.read_bytes()).hexdigest()
    return DraftForecast(
        body=seats.body,
        day=seats.day,
        question=asked,
        names={code: seats.sentence_name(code) for code in provision.seats},
        members=found.members,
        adopted=found.adopted,
        vetoes={},
        shortfall=found.shortfall,
        blocked=found.blocked,
        tally=found.tally,
        pivotal=found.pivotal,
        persuasion=found.persuasion,
        courses={},
        baseline=Baseline("each member's rates over all texts", found.beside or 0.0, {}),
        nearest=nearest(pasts, title, key, seats.day),
        rule=described(provision.rule),
        method=(
            f"Learnt from {kinds.texts:,} roll calls before {kinds.day}: which of "
            f"{len(kinds.share)} kinds of text it is, then how each member votes on that kind; "
            f"counted over {len(weights)} draws, in which members move together"
        ),
        does_not_show=LIMITS,
        sources=(f"kinds of texts of our own estimation (sha256 {sha256[:12]})",),
        inputs={"kinds": sha256},
        seed=seed,
    )


def _draws(
    kinds: Kinds,
    title: str,
    members: tuple[str, ...],
    stated: Mapping[str, Ballot],
    certain: set[str],
    seed: int,
) -> tuple[_Array, _Array]:
    """Draws [draws, members, 4] and their weights, kinds of no weight left out."""
    ballots = kinds.of(members)
    cast = [
        (members.index(code), ballot, 1.0 if code in certain else SPONSOR)
        for code, ballot in stated.items()
        if code in members
    ]
    score = np.log(kinds.chances(title)) + weighed(kinds, ballots, cast)
    chance = np.exp(score - score.max())
    chance /= chance.sum()
    kept = np.flatnonzero(chance > LEAST_KIND)
    each = max(3, DRAWS // len(kept))
    random = np.random.default_rng(seed)
    draws = random.standard_gamma(np.repeat(ballots[kept], each, axis=0) * SPREAD + 1e-3)
    normal = NormalDist(0, TILT)
    tilts = np.exp([normal.inv_cdf((n + 0.5) / each) for n in range(each)])
    draws[:, :, 0] *= np.tile(tilts, len(kept))[:, None]
    draws /= draws.sum(axis=2, keepdims=True)
    for place, ballot, _ in cast:
        draws[:, place] = np.eye(len(BALLOTS))[BALLOTS.index(ballot)]
    weights = np.repeat(chance[kept] / each, each)
    return draws, weights / weights.sum()


def _title(
    question: Mapping[str, str | None],
    seats: Sitting,
    pasts: list[Past],
    data: Path | None,
    *,
    is_whole: bool,
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
        return _title_of(words, seats, pasts)
    first = words.strip().splitlines()[0]
    check_words(first, given[0])
    if is_foreign(words, pasts):
        raise ForecastError(
            f"the {given[0]} shares next to no words with the record, which is in English, so it "
            "is not used; give --subject in English"
        )
    return words


def _title_of(symbol: str, seats: Sitting, pasts: list[Past]) -> str:
    wanted = set(keys_for(symbol))
    for past in reversed(pasts):
        if any(wanted & set(keys_for(name)) for name in past.names):
            return past.words
    later = [call for call in _calls() if wanted & set(keys_for(call.symbol))]
    if later:
        raise LeakError(
            f"{later[0].symbol} was voted on {later[0].date}, so it was not known before "
            f"{seats.day}; give an earlier text"
        )
    raise ForecastError(
        f"no vote of the Assembly that ships is named {symbol!r}; give one such as A/RES/ES-11/1, "
        "or the --title"
    )


def _calls() -> Iterator[RollCall]:
    return (call for call in landmark() if call.body == ASSEMBLY)


def _pasts(seats: Sitting) -> Iterator[Past]:
    """The landmark votes before the day, in short."""
    for call in _calls():
        if call.date >= seats.day:
            continue
        subject = subject_of(call.title)
        count = call.tally
        yield Past(
            call.symbol,
            call.date.toordinal(),
            seen_as(subject, call.date, None).key,
            call.title,
            "adopted" if call.was_adopted else "failed",
            (count.favour, count.against, count.abstain) if count else None,
            (),
            tuple(filter(None, (call.symbol, call.draft, call.resolution))),
        )


def _usual(kinds: Kinds, members: tuple[str, ...]) -> _Array:
    """Each member's own rates over all texts, [members, 4], whatever this one says."""
    usual = np.einsum("k,kmb->mb", kinds.share / kinds.share.sum(), kinds.of(members))
    return np.asarray(usual / usual.sum(axis=1, keepdims=True))
