"""Static ideal points in the manners of scikit-learn: `fit`, `get_params`, attributes with a dash.

Nothing of scikit-learn or pandas is imported; both are met where they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from vetopoint.errors import MissingExtraError, VetopointError
from vetopoint.infer.static.ballots import (
    BallotTable,
    UnusableVotesError,
    ballot_table,
    lists_of,
)
from vetopoint.infer.static.modes import Mode, Priors, find_mode, oriented
from vetopoint.infer.static.posterior import (
    Posterior,
    aligned,
    chain_draws,
    laplace_draws,
    posterior_of,
)

__all__ = ["SMALL", "BinaryIdealPoints", "NotFittedError", "OrdinalIdealPoints", "SettingError"]

SMALL = 1_000
"""Up to so many ballots intervals come from chains, unless told otherwise."""
LONGEST = 4_000
"""Chains run longer only while ballots times length stay within this: seconds, not minutes."""
THINS = (1, 4, 16)

_Reals = NDArray[np.float64]
_Anchors = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None


class SettingError(VetopointError, ValueError):
    """A parameter of a model that it does not have, or a value that it cannot take."""


class NotFittedError(VetopointError, AttributeError):
    """A result asked of a model before `fit`."""


_SETTINGS = ("dims", "anchors", "discrimination", "cut", "min_votes", "max_iter", "tol")


class _IdealPoints:
    """What the ordinal and the binary model share."""

    kinds: ClassVar[int]
    settings: ClassVar[tuple[str, ...]] = _SETTINGS
    members_: tuple[str, ...]
    items_: tuple[str, ...]
    points_: _Reals
    discriminations_: _Reals
    cutpoints_: _Reals
    votes_: NDArray[np.int64]
    withheld_: tuple[str, ...]
    empty_items_: tuple[str, ...]
    n_cells_: int
    n_iter_: int
    converged_: bool
    last_change_: float
    log_posterior_: float
    log_likelihood_: float
    correct_: float
    error_reduction_: float
    mean_probability_: float
    orientation_: str

    def __init__(
        self,
        dims: int = 1,
        *,
        anchors: _Anchors = None,
        discrimination: float = 1.0,
        cut: float = 5.0,
        min_votes: int = 5,
        max_iter: int = 500,
        tol: float = 1e-4,
    ) -> None:
        self.dims = dims
        self.anchors = anchors
        self.discrimination = discrimination
        self.cut = cut
        self.min_votes = min_votes
        self.max_iter = max_iter
        self.tol = tol

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002
        """The parameters of the model by name, as scikit-learn asks for them."""
        return {name: getattr(self, name) for name in self.settings}

    def set_params(self, **params: Any) -> Self:
        """Set parameters by name.

        Raises
        ------
        SettingError
            For a name that is no parameter.
        """
        for name, value in params.items():
            if name not in self.settings:
                raise SettingError(
                    f"{name!r} is no parameter of {type(self).__name__}; there are "
                    f"{', '.join(self.settings)}"
                )
            setattr(self, name, value)
        return self

    def __repr__(self) -> str:
        fresh = type(self)()
        set_ = {k: v for k, v in self.get_params().items() if v != getattr(fresh, k)}
        return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in set_.items())})"

    def fit(self, votes: Any, y: Any = None) -> Self:  # noqa: ARG002
        """Fit to a data frame, an array [members, items], a vote matrix or a table of ballots.

        Every ballot counts, unanimous items and items without abstention too; empty cells are left
        out, not filled in. `converged_` says whether the mode was reached.

        Raises
        ------
        UnusableVotesError, SettingError, AnchorError
            One sentence on what cannot be used.
        """
        self._check()
        table = ballot_table(votes)
        cells = self._recoded(table)
        present = (cells >= 0).any(axis=1)
        most = int((cells >= 0).sum(axis=1).max())
        if most < self.min_votes:
            raise UnusableVotesError(
                f"no member has more than {most} ballot{'s' if most != 1 else ''}, and with fewer "
                f"than {self.min_votes} a member is withheld, so none would be placed; give more "
                "items, or a lower min_votes (--min-votes)"
            )
        rows = np.flatnonzero(present)
        members = [table.members[row] for row in rows]
        lists = lists_of(cells[rows], self.kinds)
        priors = Priors(self.discrimination, self.cut)
        found = find_mode(
            *(cells[rows], lists, self.kinds, self.dims, priors, self.max_iter, self.tol)
        )
        turned, self.orientation_ = oriented(found, members, self._anchors())
        self._table, self._lists, self._priors, self._found = table, lists, priors, found
        self._rows, self._members, self._turned = rows, tuple(members), turned
        self._report(table, cells, turned)
        return self

    def _check(self) -> None:
        if self.dims not in (1, 2, 3):
            raise SettingError(f"dims={self.dims!r} is not offered; take 1, 2 or 3")
        for name in ("discrimination", "cut", "tol"):
            value = getattr(self, name)
            if not isinstance(value, int | float) or not value > 0:
                raise SettingError(f"{name}={value!r} must be a number above 0")
        for name in ("min_votes", "max_iter"):
            value = getattr(self, name)
            if not isinstance(value, int) or value < 1:
                raise SettingError(f"{name}={value!r} must be a whole number from 1")
        if len(self._anchors()) > self.dims:
            raise SettingError(
                f"{len(self._anchors())} sets of anchors are given for {self.dims} dimension"
                f"{'s' if self.dims > 1 else ''}; give one for each"
            )

    def _anchors(self) -> Sequence[Mapping[str, Any]]:
        if not self.anchors:
            return []
        return [self.anchors] if isinstance(self.anchors, Mapping) else list(self.anchors)

    def _recoded(self, table: BallotTable) -> NDArray[np.int8]:
        return table.cells

    def _report(self, table: BallotTable, cells: NDArray[np.int8], mode: Mode) -> None:
        """Everything that can be read off the fitted model."""
        self.members_, self.items_ = table.members, table.items
        self.votes_ = (cells >= 0).sum(axis=1)
        few = self.votes_ < self.min_votes
        self.withheld_ = tuple(np.array(table.members, object)[few])
        self.points_ = np.full((len(table.members), self.dims), np.nan)
        self.points_[self._rows] = mode.points
        self.points_[few] = np.nan
        empty = np.asarray(~(cells >= 0).any(axis=0))
        self.empty_items_ = tuple(np.array(table.items, object)[empty])
        items = np.where(empty[:, None], np.nan, mode.items)
        self.discriminations_, self.cutpoints_ = items[:, : self.dims], items[:, self.dims :]
        self.n_iter_, self.converged_ = mode.sweeps, mode.converged
        self.last_change_, self.log_posterior_ = mode.change, mode.log_posterior
        self._judge(cells)

    def _judge(self, cells: NDArray[np.int8]) -> None:
        """How well the ballots are told, beside the most common ballot of each item."""
        chances = _chances(self._turned)
        held = cells[self._rows]
        cast = held >= 0
        self.n_cells_ = int(cast.sum())
        rows, columns = np.nonzero(cast)
        told = chances[rows, columns, held[cast]]
        self.log_likelihood_ = float(np.log(np.maximum(told, 1e-300)).sum())
        self.mean_probability_ = float(np.exp(self.log_likelihood_ / self.n_cells_))
        right = int((chances.argmax(axis=2)[cast] == held[cast]).sum())
        common = int(self._lists.counts.max(axis=1).sum())
        self.correct_ = right / self.n_cells_
        wrong = self.n_cells_ - common
        self.error_reduction_ = (right - common) / wrong if wrong else float("nan")

    def predict_proba(self) -> _Reals:
        """Probability of each ballot [members, items, kinds] as fitted; nan if withheld."""
        self._fitted()
        chances = np.full((len(self.members_), len(self.items_), self.kinds), np.nan)
        chances[self._rows] = _chances(self._turned)
        chances[np.isnan(self.points_[:, 0])] = np.nan
        return chances

    def posterior(
        self,
        draws: int = 1000,
        method: str = "auto",
        chains: int = 4,
        warmup: int = 300,
        seed: int = 0,
    ) -> Posterior:
        """Draws of the positions, standardised one by one: `laplace` (quick) or `chains` (exact).

        Laplace takes the joint normal approximation at the mode, items integrated out, and is a
        little narrow in small chambers and in two dimensions; chains take as long as they take.
        `auto` takes chains up to 1,000 ballots, where Laplace is narrow and chains are quick, and
        while they disagree runs them again, at most 4 times as long, up to 250 ballots 16 times,
        keeping as many of the draws.
        """
        self._fitted()
        if method not in ("auto", "laplace", "chains"):
            raise SettingError(f"method={method!r} is not offered; take auto, laplace or chains")
        if method == "auto" and self.n_cells_ > SMALL:
            method = "laplace"
        if method != "auto":
            return self._drawn(draws, method, chains, warmup, seed, 1)
        for thin in THINS:
            if thin > 1 and self.n_cells_ * thin > LONGEST:
                break
            found = self._drawn(draws, "chains", chains, warmup * thin, seed, thin)
            if found.converged:
                break
        return found

    def _drawn(
        self, draws: int, method: str, chains: int, warmup: int, seed: int, thin: int
    ) -> Posterior:
        """Draws by one of the methods, of chains each `thin`-th."""
        kept = [place for place, row in enumerate(self._rows) if not np.isnan(self.points_[row, 0])]
        names = [self._members[place] for place in kept]
        if method == "laplace":
            generator = np.random.default_rng(seed)
            drawn = laplace_draws(self._found, self._lists, self._priors, draws, generator)
            made, accepted = [aligned(drawn, self._turned.points)[:, kept]], None
        else:
            made, shares = [], []
            for chain in range(chains):
                generator = np.random.default_rng((seed, chain))
                drawn, share = chain_draws(
                    *(self._found, self._lists, self._priors, draws * thin, warmup, generator)
                )
                made.append(aligned(drawn[thin - 1 :: thin], self._turned.points)[:, kept])
                shares.append(share)
            accepted = float(np.mean(shares))
        return posterior_of(names, made, method, seed, accepted)

    @property
    def standard_errors_(self) -> _Reals:
        """Standard deviations [members, dims] over a thousand Laplace draws; nan if withheld."""
        self._fitted()
        posterior = self.posterior(method="laplace")
        errors = np.full_like(self.points_, np.nan)
        place = {name: row for row, name in enumerate(self.members_)}
        rows = [place[name] for name in posterior.members]
        errors[rows] = posterior.summary()["sd"]
        return errors

    def to_frame(self) -> Any:
        """Members, votes, positions and standard errors as a pandas data frame.

        Raises
        ------
        MissingExtraError
            Without pandas.
        """
        try:
            import pandas as pd
        except ImportError:
            raise MissingExtraError("a data frame", "fit") from None
        errors = self.standard_errors_
        columns: dict[str, Any] = {"votes": self.votes_}
        for dim in range(self.dims):
            columns[f"dimension_{dim + 1}"] = self.points_[:, dim]
            columns[f"standard_error_{dim + 1}"] = errors[:, dim]
        return pd.DataFrame(columns, index=pd.Index(self.members_, name="member"))

    def _fitted(self) -> None:
        if not hasattr(self, "points_"):
            raise NotFittedError(
                f"{type(self).__name__} has not been fitted; call fit(votes) first"
            )


class OrdinalIdealPoints(_IdealPoints):
    """Positions from FOR < ABSTAIN < AGAINST, an ordered logit with one direction for each item.

    P(ballot of member i on item j ≤ k) = F(γ_jk − β_j·θ_i), F logistic; θ ~ N(0, I), β ~ N(0,
    `discrimination`²), γ ~ N(0, `cut`²) with γ_j1 < γ_j2. Positions are reported with mean 0 and
    standard deviation 1 over members. `anchors` such as {"USA": "+"} fix the sign; in two
    dimensions a list of them, and anchors of both signs lay dimension 1 along the line between
    them. Members with fewer than `min_votes` ballots are withheld.

    >>> votes = np.repeat([[0, 0, 2, 0], [0, 1, 2, 0], [2, 2, 0, 0], [1, 2, 0, 0]], 3, axis=1)
    >>> model = OrdinalIdealPoints(anchors={"member 1": "+"}).fit(votes)
    >>> model.converged_, bool(model.points_[0, 0] > model.points_[2, 0])
    (True, True)
    """

    kinds = 3


class BinaryIdealPoints(_IdealPoints):
    """Positions from FOR and AGAINST alone, a logit with one direction for each item.

    `abstentions` says what an abstention is: «ignored» leaves it out, «against» counts it as not
    in favour. Everything else is as in the ordinal model.

    >>> votes = np.repeat([[0, 0, 2, 0], [0, 1, 2, 0], [2, 2, 0, 0], [1, 2, 0, 0]], 3, axis=1)
    >>> BinaryIdealPoints(anchors={"member 1": "-"}, min_votes=2).fit(votes).n_cells_
    42
    """

    kinds = 2
    settings = (*_SETTINGS, "abstentions")

    def __init__(
        self,
        dims: int = 1,
        *,
        anchors: _Anchors = None,
        discrimination: float = 1.0,
        cut: float = 5.0,
        min_votes: int = 5,
        max_iter: int = 500,
        tol: float = 1e-4,
        abstentions: str = "ignored",
    ) -> None:
        super().__init__(
            dims,
            anchors=anchors,
            discrimination=discrimination,
            cut=cut,
            min_votes=min_votes,
            max_iter=max_iter,
            tol=tol,
        )
        self.abstentions = abstentions

    def _recoded(self, table: BallotTable) -> NDArray[np.int8]:
        if self.abstentions not in ("ignored", "against"):
            raise SettingError(
                f"abstentions={self.abstentions!r} is not offered; take ignored or against"
            )
        as_code = -1 if self.abstentions == "ignored" else 1
        return np.array([0, as_code, 1, -1], np.int8)[table.cells]


def _chances(mode: Mode) -> _Reals:
    """Probability [members, items, kinds] of each ballot."""
    cuts = mode.items[:, mode.dims :]
    eta = mode.points @ mode.items[:, : mode.dims].T
    below = 1.0 / (1.0 + np.exp(-np.clip(cuts[None] - eta[:, :, None], -700, 700)))
    ends = np.concatenate([np.zeros((*eta.shape, 1)), below, np.ones((*eta.shape, 1))], axis=2)
    return np.asarray(np.diff(ends, axis=2))
