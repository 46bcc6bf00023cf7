"""Recurring resolutions: the same question put again a few sessions later, found by its title.

Items that are linked share their parameters and so carry the scale from one session to the next.
A link is proposed to the most alike title of the sessions before, and kept where the two are most
alike to each other; votes are never looked at, since they are what the links are to explain.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from vetopoint.infer.roll_calls import RollCalls

__all__ = ["LinkCheck", "check_links", "recurring"]

LOOK_BACK = 3
LEAST_ALIKE = 0.9
_ADDED = re.compile(r"\s*[:/]?\s*\b(?:resol|resou)\w*\s*/.*$", re.IGNORECASE)
_Vector = dict[str, float]


@frozen
class LinkCheck:
    """Links held against others: of the pairs of successive items, how many both have."""

    found: int
    expected: int
    shared: int

    @property
    def precision(self) -> float | None:
        """The share of the links found that are expected; None without any."""
        return self.shared / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """The share of the expected links that are found; None without any."""
        return self.shared / self.expected if self.expected else None


def recurring(roll_calls: RollCalls, least: float = LEAST_ALIKE) -> NDArray[np.int64]:
    """A link [items] for each item, shared by those whose titles recur; untitled ones stand alone.

    `least` is the cosine of the weighted words and pairs of words of two titles from which they
    count as one question.
    """
    vectors = _vectors(roll_calls.titles)
    by_session: dict[int, list[int]] = defaultdict(list)
    for item, session in enumerate(roll_calls.session.tolist()):
        by_session[session].append(item)
    link = np.arange(len(roll_calls.items))
    for session in sorted(by_session):
        taken: set[int] = set()
        for back in range(1, LOOK_BACK + 1):
            earlier = by_session.get(session - back, [])
            later = [item for item in by_session[session] if link[item] == item]
            for old, new in _matches(vectors, earlier, later, least):
                if link[old] not in taken:
                    link[new] = link[old]
                    taken.add(int(link[old]))
    return link


def check_links(
    found: NDArray[np.int64], expected: NDArray[np.int64], session: NDArray[np.int64]
) -> LinkCheck:
    """Compare links item by item: pairs of neighbours in time under one link.

    >>> check_links(np.array([0, 0, 0]), np.array([0, 1, 1]), np.array([1, 2, 3]))
    LinkCheck(found=2, expected=1, shared=1)
    """
    ours, theirs = _pairs(found, session), _pairs(expected, session)
    shared = sum(found[a] == found[b] for a, b in theirs)
    return LinkCheck(len(ours), len(theirs), int(shared))


def _pairs(link: NDArray[np.int64], session: NDArray[np.int64]) -> set[tuple[int, int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for item in np.argsort(session, kind="stable").tolist():
        groups[int(link[item])].append(item)
    return {pair for items in groups.values() for pair in pairwise(items)}


def _matches(
    vectors: Sequence[_Vector], earlier: Sequence[int], later: Sequence[int], least: float
) -> list[tuple[int, int]]:
    """Pairs, each the other's most alike and at least so alike; a tie is no match."""
    holders: dict[str, list[int]] = defaultdict(list)
    for place, old in enumerate(earlier):
        for term in vectors[old]:
            holders[term].append(place)
    likeness = np.zeros((len(later), len(earlier)))
    for row, new in enumerate(later):
        for term, weight in vectors[new].items():
            for place in holders.get(term, ()):
                likeness[row, place] += weight * vectors[earlier[place]][term]
    found = []
    for row, new in enumerate(later):
        if not len(earlier) or likeness[row].max() < least:
            continue
        best = likeness[row].max()
        place = int(likeness[row].argmax())
        alone = (likeness[row] > best - 1e-9).sum() == 1
        if alone and (likeness[:, place] > best - 1e-9).sum() == 1:
            found.append((earlier[place], new))
    return found


def _vectors(titles: Sequence[str]) -> list[_Vector]:
    counted = [_terms(_ADDED.sub("", title)) for title in titles]
    holding = Counter(term for counts in counted for term in counts)
    return [_unit(counts, holding, len(titles)) for counts in counted]


def _unit(counts: Counter[str], holding: Counter[str], total: int) -> _Vector:
    weights = {
        term: (1.0 + math.log(number)) * (math.log((1.0 + total) / (1.0 + holding[term])) + 1.0)
        for term, number in counts.items()
    }
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {term: weight / length for term, weight in weights.items()}


def _terms(text: str) -> Counter[str]:
    words = re.findall(r"[^\W_]+", text.casefold())
    return Counter([*words, *(f"{first} {second}" for first, second in pairwise(words))])
