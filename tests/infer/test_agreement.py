"""Measures of agreement: against one pair at a time, by their laws, and at published anchors."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from vetopoint.infer.agreement import (
    MEASURES,
    Dyads,
    UnknownMeasureError,
    agreement_matrix,
    all_dyads,
    joint_counts,
    measure_named,
)
from vetopoint.infer.blocs import BlocError, blocs
from vetopoint.infer.cohesion import (
    SmallGroupError,
    agreement_index,
    cohesion,
    group_of,
    members_of_body,
    rice_index,
    vote_counts,
)
from vetopoint.infer.dyads import dyad, dyads_by
from vetopoint.infer.matrices import (
    Cells,
    NoVotesError,
    VoteMatrix,
    matrix_of_calls,
    recorded_matrix,
    session_of,
)
from vetopoint.infer.resampling import Resampling
from vetopoint.record.importing import read_sources
from vetopoint.record.landmark import landmark
from vetopoint.record.stored import stored_votes

SIGNS = {"+": 0, "o": 1, "-": 2, " ": -1}
TOY = ("++++++++o-", "+++++++o--")
"""Ten votes: seven both for; for and abstain; abstain and against; both against."""


def cells(*rows: str) -> Cells:
    return np.array([[SIGNS[sign] for sign in row] for row in rows], np.int8)


def matrix(*rows: str, years: Sequence[int] | None = None) -> VoteMatrix:
    count = len(rows[0])
    days = [datetime.date(year, 10, 1) for year in (years or [2000] * count)]
    return VoteMatrix(
        members=tuple("ABCDEFGHIJ"[: len(rows)]),
        votes=tuple(str(place) for place in range(count)),
        days=np.array(days, "datetime64[D]"),
        sessions=np.array([day.year - 1945 for day in days]),
        cells=cells(*rows),
    )


def one_pair(first: Sequence[int], second: Sequence[int], slug: str) -> Fraction | None:
    """A measure as its definition reads, vote by vote, in fractions."""
    common = [(a, b) for a, b in zip(first, second, strict=True) if a >= 0 and b >= 0]
    if not common:
        return None
    name, _, kind = slug.partition("-")
    if name in ("s", "lijphart"):
        kind = kind or "absolute"

    def apart(a: int, b: int) -> Fraction:
        if not kind:
            return Fraction(a != b)
        return Fraction(abs(a - b), 2) if kind == "absolute" else Fraction((a - b) ** 2, 4)

    observed = sum((apart(a, b) for a, b in common), Fraction(0)) / len(common)
    if name in ("agreement", "lijphart"):
        return 1 - observed
    if name == "s":
        return 1 - 2 * observed
    ones, others = [a for a, _ in common], [b for _, b in common]
    if name == "pi":
        ones = others = ones + others
    expected = sum((apart(a, b) for a in ones for b in others), Fraction(0))
    expected /= len(ones) * len(others)
    return 1 - observed / expected if expected else None


pairs_of_rows = st.integers(1, 12).flatmap(
    lambda n: st.tuples(*[st.lists(st.sampled_from([-1, 0, 1, 2]), min_size=n, max_size=n)] * 3)
)


@pytest.mark.parametrize("slug", MEASURES)
@given(rows=pairs_of_rows)
def test_a_measure_is_what_its_definition_gives_pair_by_pair(
    slug: str, rows: tuple[list[int], ...]
) -> None:
    values = agreement_matrix(np.array(rows, np.int8), slug, least=1)
    for one, first in enumerate(rows):
        for other, second in enumerate(rows):
            exact = one_pair(first, second, slug)
            if exact is None:
                assert np.isnan(values[one, other])
            else:
                assert values[one, other] == pytest.approx(float(exact), abs=1e-12)


@pytest.mark.parametrize("slug", MEASURES)
@given(rows=pairs_of_rows)
def test_likeness_is_symmetric_within_bounds_and_blind_to_the_order_of_votes(
    slug: str, rows: tuple[list[int], ...]
) -> None:
    given_rows = np.array(rows, np.int8)
    values = agreement_matrix(given_rows, slug, least=1)
    assert np.allclose(values, values.T, equal_nan=True)
    assert np.all(np.isnan(values) | (values <= 1 + 1e-12))
    if (lowest := MEASURES[slug].lowest) is not None:
        assert np.all(np.isnan(values) | (values >= lowest - 1e-12))
    turned = np.where(given_rows >= 0, 2 - given_rows, -1).astype(np.int8)[:, ::-1]
    assert np.allclose(values, agreement_matrix(turned, slug, least=1), equal_nan=True)


@pytest.mark.parametrize(
    ("slug", "value"),
    [
        ("agreement", 0.80),
        ("s", 0.80),
        ("s-squared", 0.90),
        ("kappa-squared", 0.818),
        ("pi-squared", 0.815),
        ("kappa-absolute", 0.688),
        ("pi-absolute", 0.683),
    ],
)
def test_the_ten_toy_votes_of_the_textbook(slug: str, value: float) -> None:
    assert agreement_matrix(cells(*TOY), slug)[0, 1] == pytest.approx(value, abs=5e-4)


@given(rows=pairs_of_rows)
def test_s_is_a_linear_form_of_the_index_of_agreement(rows: tuple[list[int], ...]) -> None:
    given_rows = np.array(rows, np.int8)
    index = agreement_matrix(given_rows, "lijphart", least=1)
    assert np.allclose(agreement_matrix(given_rows, "s", 1), 2 * index - 1, equal_nan=True)


def test_likeness_is_withheld_and_never_zero_where_few_votes_are_common() -> None:
    few = cells("++++++++++   ", "         ++++")
    assert np.isnan(agreement_matrix(few, "agreement", least=10)[0, 1])
    pair = dyad(matrix("+++", "++-"), "A", "B")
    assert pair.common == 3
    assert {one.value for one in pair.values.values()} == {None}


def test_kappa_is_not_defined_where_both_always_cast_one_ballot() -> None:
    pair = dyad(matrix("+" * 12, "+" * 12), "A", "B")
    assert pair.values["agreement"].value == 1
    assert pair.values["kappa"].value is None


def test_counts_of_pairs_add_up_to_the_common_votes() -> None:
    counts = joint_counts(cells("+o- +", "+- o+"))
    assert counts[:, :, 0, 1].sum() == 3
    assert counts[1, 2, 0, 1] == 1
    assert np.array_equal(counts[:, :, 0, 1], counts[:, :, 1, 0].T)


@pytest.mark.parametrize(
    ("typed", "slug"),
    [("KAPPA", "kappa"), ("pi squared", "pi-squared"), ("s_squared", "s-squared")],
)
def test_a_measure_is_found_however_it_is_spelt(typed: str, slug: str) -> None:
    assert measure_named(typed).slug == slug


def test_a_misspelt_measure_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownMeasureError, match="Did you mean kappa"):
        measure_named("kapa")


def test_every_pair_of_every_period_is_what_the_matrix_of_the_period_gives() -> None:
    generator = np.random.default_rng(3)
    rows = generator.integers(-1, 3, (5, 60))
    votes = VoteMatrix(
        members=tuple("ABCDE"),
        votes=tuple(map(str, range(60))),
        days=np.full(60, "2000-10-01", "datetime64[D]"),
        sessions=np.repeat([1, 2, 3], 20),
        cells=rows.astype(np.int8),
    )
    dyads: Dyads = all_dyads(votes, "session", list(MEASURES), least=5)
    assert len(dyads.period) == 3 * 10
    for place in range(len(dyads.period)):
        inside = rows[:, votes.sessions == dyads.period[place]].astype(np.int8)
        for slug, values in dyads.values.items():
            whole = agreement_matrix(inside, slug, least=5)
            expected = whole[dyads.first[place], dyads.second[place]]
            assert values[place] == pytest.approx(expected, nan_ok=True)


def test_an_interval_covers_the_true_agreement_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(11)
    covered = 0
    for trial in range(300):
        same = generator.random(200) < 0.7
        second = np.where(same, 0, 2)
        pair = dyad(
            matrix("+" * 200, "".join("+-"[code // 2] for code in second)),
            *("A", "B", ["agreement"]),
            resampling=Resampling(400, 0.9, trial),
        )
        low, high = pair.values["agreement"].low, pair.values["agreement"].high
        assert low is not None
        assert high is not None
        covered += low <= 0.7 <= high
    assert 0.84 <= covered / 300 <= 0.95


def test_resampling_tables_is_resampling_votes() -> None:
    first = np.array([0] * 30 + [1] * 15 + [2] * 15)
    second = np.array([0] * 20 + [1] * 20 + [2] * 20)
    generator = np.random.default_rng(0)
    drawn = generator.integers(0, 60, (4000, 60))
    kappas = [
        float(
            measure_named("kappa-squared").of(
                joint_counts(first[None, one].astype(np.int8), second[None, one].astype(np.int8))
            )[0, 0]
        )
        for one in drawn
    ]
    words = ["".join("+o-"[code] for code in row) for row in (first, second)]
    pair = dyad(matrix(*words), "A", "B", ["kappa-squared"], resampling=Resampling(4000))
    low, high = np.quantile(kappas, [0.025, 0.975])
    assert pair.values["kappa-squared"].low == pytest.approx(low, abs=0.03)
    assert pair.values["kappa-squared"].high == pytest.approx(high, abs=0.03)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    votes = matrix("++++++oooo---", "++++++++oo-o-")
    made = [dyad(votes, "A", "B", resampling=Resampling(seed=seed)) for seed in (1, 1, 2)]
    assert made[0] == made[1]
    assert made[0] != made[2]


def test_periods_are_sessions_or_years_in_which_either_cast_a_ballot() -> None:
    votes = matrix("++ -", "+- -", years=[1990, 1990, 1991, 1992])
    assert [one.period for one in dyads_by(votes, "A", "B", "session", least=1)] == [45, 47]
    assert [one.period for one in dyads_by(votes, "A", "B", "year", least=1)] == [1990, 1992]


@pytest.mark.parametrize(
    ("symbol", "day", "session"),
    [
        pytest.param("A/RES/47/12", "1993-05-01", 47, id="named by the symbol"),
        pytest.param("A/RES/1514(XV)", "1960-12-14", 15, id="named in Roman numerals"),
        pytest.param("A/RES/3379(XXX)", "1975-11-10", 30, id="thirty"),
        pytest.param("A/RES/ES-11/1", "2022-03-02", 76, id="emergency session, by the day"),
        pytest.param("rcid 12 Listed by Voeten as R/18/3.", "1963-12-01", 18, id="by Voeten"),
        pytest.param("R/677/1", "2010-02-26", 64, id="a page is no session"),
        pytest.param("A/1", "1951-11-05", 5, id="the day before the sixth opened"),
        pytest.param("A/1", "1951-11-06", 6, id="the day the sixth opened"),
    ],
)
def test_the_session_of_a_vote(symbol: str, day: str, session: int) -> None:
    assert session_of(symbol, datetime.date.fromisoformat(day)) == session


@given(tallies=st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20)).filter(sum))
def test_rice_and_agreement_index_as_defined(tallies: tuple[int, int, int]) -> None:
    favour, abstain, against = tallies
    counts = np.array(tallies, np.float64)
    largest, total = max(tallies), sum(tallies)
    index = Fraction(largest, total) - Fraction(total - largest, 2 * total)
    assert float(agreement_index(counts)) == pytest.approx(float(index))
    assert 0 <= float(agreement_index(counts)) <= 1
    if favour + against:
        assert float(rice_index(counts)) == abs(favour - against) / (favour + against)
    else:
        assert abstain == total
        assert np.isnan(rice_index(counts))


def test_cohesion_counts_the_members_of_each_day() -> None:
    votes = matrix("+-", "++", "-+", years=[1990, 1995])

    def group(day: datetime.date) -> frozenset[str]:
        return frozenset("AB" if day.year == 1990 else "BC")

    assert vote_counts(votes, group).tolist() == [[2, 2], [0, 0], [0, 0]]
    found = cohesion(votes, group, "year", least=1)
    assert [(one.period, one.members, one.unanimous) for one in found] == [
        (1990, 2, 1),
        (1995, 2, 1),
    ]


def test_cohesion_of_members_that_never_vote_together_is_refused() -> None:
    with pytest.raises(SmallGroupError, match="two members"):
        cohesion(matrix("+ ", " -"), group_of("AB"))


def test_blocs_part_members_that_vote_against_each_other() -> None:
    votes = matrix("++++----oo", "++++-----o", "----++++oo", "----+++++o", "          ")
    found = blocs(votes, 2)
    assert [one.members for one in found.blocs] == [("A", "B"), ("C", "D")]
    assert found.withheld == ("E",)
    assert found.bloc_of("C") == 1
    assert found.bloc_of("E") is None
    assert found.within is not None
    assert found.between is not None
    assert found.within > 0 > found.between
    assert blocs(votes).blocs == found.blocs


@pytest.mark.parametrize(
    ("rows", "count", "sentence"),
    [
        pytest.param(("+" * 10, "-" * 10), 2, "blocs need three", id="two members"),
        pytest.param(("+-" * 5, "-+" * 5, "+o" * 5), 4, "ask for 2 to 3", id="too many blocs"),
        pytest.param(("+-", "-+", "+o"), 2, "share 10 votes", id="too few votes"),
    ],
)
def test_blocs_that_cannot_be_made_are_refused(
    rows: tuple[str, ...], count: int, sentence: str
) -> None:
    with pytest.raises(BlocError, match=sentence):
        blocs(matrix(*rows), count)


def test_members_of_a_body_come_and_go_by_date() -> None:
    nato = members_of_body("nato")
    assert "FIN" not in nato(datetime.date(2020, 1, 1))
    assert "FIN" in nato(datetime.date(2024, 1, 1))
    assert nato(datetime.date(1946, 1, 1)) == frozenset()


def test_the_landmark_record_is_marked_as_selected_and_follows_seats() -> None:
    council = recorded_matrix("un-security-council")
    assert council.selected
    assert "SUN" not in council.members
    apart = recorded_matrix("un-security-council", seats=False)
    assert {"SUN", "RUS"} <= set(apart.members)


def test_days_without_votes_are_refused() -> None:
    with pytest.raises(NoVotesError, match="record import"):
        recorded_matrix("un-general-assembly", until=datetime.date(1945, 1, 1))


EUROPE = [
    *("AUT", "BEL", "BGR", "HRV", "CYP", "CZE", "DNK", "EST", "FIN", "FRA", "DEU", "GRC", "HUN"),
    *("IRL", "ITA", "LVA", "LTU", "LUX", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN", "ESP"),
    *("SWE", "GBR"),
]


@pytest.mark.history
@pytest.mark.parametrize(
    ("session", "index"), [(50, 0.856), (62, 0.945), (66, 0.958), (70, 0.903), (74, 0.912)]
)
def test_the_agreement_index_of_the_twenty_eight_of_the_union(
    voeten: VoteMatrix, session: int, index: float
) -> None:
    found = cohesion(voeten.only(voeten.sessions == session), group_of(EUROPE))[0]
    assert found.agreement_index.value == pytest.approx(index, abs=0.0015)


@pytest.mark.history
def test_the_choice_of_measure_changes_conclusions_as_published(voeten: VoteMatrix) -> None:
    dyads = all_dyads(voeten, "session", ("agreement", "lijphart", "s", "kappa", "pi"), least=1)
    assert 800_000 < len(dyads.common) < 840_000

    def correlation(one: str, other: str) -> float:
        both: NDArray[np.bool_] = np.isfinite(dyads.values[one]) & np.isfinite(dyads.values[other])
        return float(np.corrcoef(dyads.values[one][both], dyads.values[other][both])[0, 1])

    assert correlation("s", "lijphart") == pytest.approx(1.0)
    assert correlation("s", "agreement") == pytest.approx(0.974, abs=0.003)
    assert correlation("kappa", "pi") == pytest.approx(0.966, abs=0.003)
    assert correlation("s", "kappa") == pytest.approx(0.59, abs=0.01)


@pytest.mark.history
@pytest.mark.parametrize(("count", "size"), [(2, 54), (12, 54), (20, 47)])
def test_the_union_falls_in_one_bloc_however_many_there_are(
    voeten: VoteMatrix, count: int, size: int
) -> None:
    later = voeten.only((voeten.sessions >= 60) & (voeten.sessions <= 73))
    found = blocs(later, count, "kappa-squared")
    places = {found.bloc_of(code) for code in EUROPE}
    assert len(places) == 1
    (place,) = places
    assert place is not None
    assert abs(len(found.blocs[place].members) - size) <= 1


@pytest.mark.history
def test_the_matrix_of_the_store_is_the_one_of_its_roll_calls(shared_data: Path) -> None:
    source = shared_data / "un" / "unsc_votes.parquet"
    store = read_sources([source])
    calls = list(stored_votes(store))
    store.connection.close()
    slow = matrix_of_calls(calls)
    fast = recorded_matrix("un-security-council", data=source)
    assert slow is not None
    assert fast.members == slow.members
    assert fast.votes == slow.votes
    assert np.array_equal(fast.cells, slow.cells)


def test_the_landmark_assembly_has_sessions() -> None:
    calls = [vote for vote in landmark() if vote.body == "un-general-assembly"]
    made = matrix_of_calls(calls)
    assert made is not None
    assert made.labels("session").min() >= 1
    with pytest.raises(NoVotesError, match="--by year"):
        recorded_matrix("un-security-council").labels("session")
