"""History as the test suite: the whole record agrees, and a wrong rule or vote cannot hide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from vetopoint.law import bodies
from vetopoint.law.ballots import Ballot, Tally
from vetopoint.law.bodies import Sitting, charter_of, charter_of_text, open_body, sitting
from vetopoint.law.verdicts import decide
from vetopoint.record.importing import read_sources
from vetopoint.record.landmark import landmark
from vetopoint.record.replay import Replay, replay
from vetopoint.record.replay_judging import Judge, judge_by
from vetopoint.record.replay_rules import Basis, ExceptionKind, Listed, replay_rules, vote_key
from vetopoint.record.store import Store
from vetopoint.record.stored import stored_votes
from vetopoint.record.votes import Outcome, RollCall

COUNCIL, ASSEMBLY = "un-security-council", "un-general-assembly"
FIVE = {"CHN", "FRA", "GBR", "RUS", "USA"}
RULES = replay_rules()
PROCEDURAL = {key for key, one in RULES.exceptions.items() if one.kind.has_ballots}
YEARS_TO_TRY = {1946, 1963, 1975, 1998, 2022}


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "un"


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[Store]:
    store = read_sources([folder])
    yield store
    store.connection.close()


@pytest.fixture(scope="module")
def council(store: Store) -> list[RollCall]:
    return list(stored_votes(store, COUNCIL))


@pytest.fixture(scope="module")
def assembly(store: Store) -> list[RollCall]:
    """The recorded resolutions of a few telling years."""
    votes = stored_votes(store, ASSEMBLY)
    return [v for v in votes if v.date.year in YEARS_TO_TRY and v.complete and v.outcome]


@pytest.fixture(scope="module")
def account(store: Store) -> Replay:
    return replay(stored_votes(store))


@pytest.fixture(scope="module")
def ask(folder: Path) -> Callable[[str], list[tuple[Any, ...]]]:
    """Questions put to the files themselves, past all of our own code."""
    connection = duckdb.connect()
    for name in ("unsc_drafts", "unsc_votes", "unga_resolutions", "unga_votes"):
        path = str(folder / f"{name}.parquet").replace("'", "''")
        connection.execute(f"CREATE VIEW {name} AS FROM '{path}'")
    connection.execute("""
        CREATE VIEW judged AS
        SELECT any_value(d.resolution) AS resolution, any_value(d.outcome) AS outcome,
            count(*) FILTER (v.vote_adj = 'Y')
                >= CASE WHEN any_value(d.date) < '1966' THEN 7 ELSE 9 END AS enough,
            bool_or(v.vote_adj = 'N' AND v.permanent) AS opposed
        FROM unsc_drafts d JOIN unsc_votes v USING (draft_uid)
        WHERE d.votes_complete AND d.modality = 'vote' GROUP BY draft_uid""")
    connection.execute("""
        CREATE VIEW counted AS
        SELECT resolution, any_value(r.date) AS date, count(*) FILTER (vote = 'Y') AS favour,
            count(*) FILTER (vote = 'N') AS against, count(*) FILTER (vote <> 'X') AS voting
        FROM unga_resolutions r JOIN unga_votes USING (undl_id)
        WHERE recorded GROUP BY undl_id, resolution""")
    return lambda query: connection.execute(query).fetchall()


def only(rows: list[tuple[Any, ...]]) -> int:
    ((number,),) = rows
    return int(number)


@pytest.mark.history
class TestWholeRecord:
    """All counts come from queries on the files, not from what the replay printed."""

    def test_nothing_is_unexplained(self, account: Replay) -> None:
        for part in (account.council, account.tallies, account.assembly):
            assert [(one.vote.symbol, one.why) for one in part.unexplained] == []
        assert account.is_explained

    def test_every_complete_council_draft_is_judged(self, account: Replay, ask: Any) -> None:
        assert account.council.judged == only(
            ask("SELECT count(*) FROM unsc_drafts WHERE votes_complete")
        )
        assert account.council.agree == only(
            ask(
                "SELECT count(*) FROM judged WHERE (outcome = 'adopted') = (enough AND NOT opposed)"
            )
        )

    def test_drafts_with_a_count_only_are_judged_apart(self, account: Replay, ask: Any) -> None:
        query = "SELECT count(*) FROM unsc_drafts WHERE NOT votes_complete AND yes IS NOT NULL"
        assert account.tallies.judged == account.tallies.agree
        assert account.tallies.judged == only(ask(query))
        assert account.not_judged[COUNCIL] == only(
            ask("SELECT count(*) FROM unsc_drafts WHERE NOT votes_complete AND yes IS NULL")
        )

    def test_the_procedural_ones_are_those_adopted_against_a_permanent_member(
        self, account: Replay, ask: Any
    ) -> None:
        rows = ask("SELECT resolution FROM judged WHERE outcome = 'adopted' AND opposed")
        found = {
            vote_key(one.vote.symbol)
            for one in account.council.exceptions
            if one.kind is ExceptionKind.PROCEDURAL
        }
        assert found == PROCEDURAL == {vote_key(symbol) for (symbol,) in rows}

    def test_the_others_are_those_published_as_without_a_vote(
        self, account: Replay, ask: Any
    ) -> None:
        rows = ask("SELECT resolution FROM unsc_drafts WHERE modality = 'without vote'")
        found = {vote_key(one.vote.symbol) for one in account.council.exceptions} - PROCEDURAL
        assert found == {vote_key(symbol) for (symbol,) in rows}

    def test_a_procedural_exception_agrees_by_its_own_rule(self, account: Replay) -> None:
        for one in account.council.exceptions:
            if one.kind is ExceptionKind.PROCEDURAL:
                assert one.verdict is not None
                assert one.verdict.adopted
                assert one.verdict.decision == one.decision
                assert set(one.vote.members(Ballot.AGAINST)) & (FIVE | {"SUN"})

    def test_every_recorded_resolution_is_judged(self, account: Replay, ask: Any) -> None:
        assert account.assembly.judged == only(
            ask("SELECT count(*) FROM unga_resolutions WHERE recorded")
        )
        assert account.not_judged[ASSEMBLY] == only(
            ask("SELECT count(*) FROM unga_resolutions WHERE NOT recorded")
        )
        assert account.assembly.agree == only(
            ask("SELECT count(*) FROM counted WHERE favour > against")
        )

    def test_the_assembly_exceptions_are_the_empty_roll_calls(
        self, account: Replay, ask: Any
    ) -> None:
        rows = ask("SELECT resolution FROM counted WHERE voting = 0")
        found = {one.vote.symbol for one in account.assembly.exceptions}
        assert found == {symbol for (symbol,) in rows}

    def test_every_narrow_adoption_is_explained_and_every_explanation_needed(
        self, account: Replay, ask: Any
    ) -> None:
        rows = ask("SELECT resolution FROM counted WHERE favour < 2 * against")
        narrow = {vote_key(symbol) for (symbol,) in rows}
        assert narrow == set(RULES.explanations)
        assert len(account.majorities.below) == account.majorities.explained == len(narrow)
        assert account.majorities.either_way == only(
            ask("SELECT count(*) FROM counted WHERE favour >= 2 * against AND voting > 0")
        )

    def test_a_narrow_adoption_was_judged_by_a_simple_majority(self, account: Replay) -> None:
        residual = charter_of(ASSEMBLY).default
        assert {judged.decision for judged, _ in account.majorities.below} == {residual}

    def test_each_subject_fits_some_text(self, account: Replay) -> None:
        assert set(account.majorities.needed) == {
            *(subject.decision for subject in RULES.subjects),
            charter_of(ASSEMBLY).default,
        }
        assert sum(account.majorities.needed.values()) == account.assembly.judged

    def test_every_named_exception_is_met(self, account: Replay) -> None:
        met = (*account.council.exceptions, *account.assembly.exceptions)
        assert {vote_key(one.vote.symbol) for one in met} == set(RULES.exceptions)

    def test_without_the_list_exactly_the_listed_are_unexplained(
        self, council: list[RollCall]
    ) -> None:
        bare = replay(council, judge_by(rules=evolve(RULES, exceptions={})))
        found = {vote_key(one.vote.symbol) for one in bare.council.unexplained}
        assert found == {key for key in RULES.exceptions if key.startswith("S/")}


def changed(body: str, *changes: tuple[str, str]) -> Judge:
    """A judge with phrases of a charter put wrong, wherever they stand."""
    text = (bodies.CHARTERS / f"{body}.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    wrong = charter_of_text(text, f"wrong {body}")

    @cache
    def opened(slug: str, day: date) -> Sitting:
        return sitting(wrong, day) if slug == body else open_body(slug, day)

    return judge_by(opened)


def is_found(votes: Iterable[RollCall], judge: Judge) -> bool:
    """Whether a vote among these is unexplained to this judge."""
    return any(not replay([vote], judge).is_explained for vote in votes)


VOTES = "name: affirmative votes, count: {for: 1}, at_least:"
VETO = "over: permanent, count: {against: -1}, at_least:"


@pytest.mark.history
class TestWrongRules:
    """A charter put wrong in one place is found out by the record, exceptions or not."""

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            pytest.param(f"{VOTES} 9", f"{VOTES} 8", id="eight votes are enough"),
            pytest.param(f"{VOTES} 9", f"{VOTES} 10", id="ten votes are needed"),
            pytest.param(f"{VOTES} 7", f"{VOTES} 6", id="six of eleven were enough"),
            pytest.param(f"{VOTES} 7", f"{VOTES} 8", id="eight of eleven were needed"),
            pytest.param(f"{VETO} 0", f"{VETO} -5", id="no veto"),
            pytest.param(f"{VETO} 0", f"{VETO} -1", id="a veto takes two"),
            pytest.param(
                VETO, VETO.replace("-1}", "-1, abstain: -1}"), id="an abstention is a veto"
            ),
            pytest.param(VETO, VETO.replace("-1}", "-1, absent: -1}"), id="an absence is a veto"),
            pytest.param(VETO, VETO.replace("permanent", "members"), id="everyone has a veto"),
            pytest.param("default: substantive", "default: procedural", id="all is procedure"),
            pytest.param("from: 1991-12-24", "from: 1992-03-01", id="Russia seated too late"),
            pytest.param("to: 1990-05-21", "to: 1990-02-21", id="South Yemen gone too early"),
        ],
    )
    def test_in_the_council(self, council: list[RollCall], old: str, new: str) -> None:
        assert is_found(council, changed(COUNCIL, (old, new)))

    def test_nine_votes_from_the_day_of_the_amendment(self, council: list[RollCall]) -> None:
        """In force on 31 August 1965, but the Council of eleven went on counting seven."""
        early = (("to: 1965-12-31", "to: 1965-08-30"), ("from: 1966-01-01", "from: 1965-08-31"))
        found = replay(council, changed(COUNCIL, *early)).council.unexplained
        assert [one.vote.symbol for one in found] == ["S/RES/218(1965)"]

    def test_a_day_without_a_rule_is_unexplained(self, council: list[RollCall]) -> None:
        gap = changed(COUNCIL, ("to: 1965-12-31", "to: 1964-12-31"))
        found = replay(council, gap).council.unexplained
        assert {one.vote.date.year for one in found} == {1965}
        assert all("had no rule" in one.why for one in found)

    @pytest.mark.parametrize("decision", ["procedural", "refer-to-assembly"])
    def test_an_exception_does_not_hide_a_wrong_rule(
        self, council: list[RollCall], decision: str
    ) -> None:
        listed = {
            key: evolve(one, decision="substantive") if one.decision == decision else one
            for key, one in RULES.exceptions.items()
        }
        found = replay(council, judge_by(rules=evolve(RULES, exceptions=listed)))
        expected = {k for k in PROCEDURAL if RULES.exceptions[k].decision == decision}
        assert {vote_key(one.vote.symbol) for one in found.council.unexplained} == expected

    def test_a_stale_exception_is_unexplained(self, council: list[RollCall]) -> None:
        listed = RULES.exceptions["S/RES/157"]
        for symbol in ("S/RES/1973", "S/2022/155", "S/1999/328"):
            more = {**RULES.exceptions, symbol: evolve(listed, symbol=symbol)}
            votes = [vote for vote in council if vote_key(vote.symbol) == symbol]
            (one,) = replay(
                votes, judge_by(rules=evolve(RULES, exceptions=more))
            ).council.unexplained
            assert "stale" in one.why

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            pytest.param(
                "default: other-question", "default: important-question", id="always two thirds"
            ),
            pytest.param(
                "count: {for: 1, against: -1}, at_least: 1",
                "count: {for: 1, against: -1, abstain: -1}, at_least: 1",
                id="abstentions count against",
            ),
            pytest.param(
                "two thirds of all Members, count: {for: 1}, at_least: {share: 2/3}",
                "nine tenths of all Members, count: {for: 1}, at_least: {share: 9/10}",
                id="Charter amendments need nine tenths",
            ),
            pytest.param(
                "count: {for: 1, against: -2}, at_least: 0",
                "count: {for: 1, against: -4}, at_least: 0",
                id="important questions need four fifths",
            ),
            pytest.param("from: 1991-12-24", "from: 1999-01-01", id="Russia seated too late"),
        ],
    )
    def test_in_the_assembly(self, assembly: list[RollCall], old: str, new: str) -> None:
        assert is_found(assembly, changed(ASSEMBLY, (old, new)))


@pytest.mark.parametrize(
    ("body", "old", "new"),
    [
        pytest.param(COUNCIL, f"{VOTES} 9", f"{VOTES} 10", id="ten votes are needed"),
        pytest.param(COUNCIL, f"{VETO} 0", f"{VETO} -5", id="no veto"),
        pytest.param(
            ASSEMBLY, "against: -2}, at_least: 0", "against: -1}, at_least: 1", id="no two thirds"
        ),
    ],
)
def test_the_landmark_record_alone_finds_a_wrong_rule(body: str, old: str, new: str) -> None:
    assert replay(landmark()).is_explained
    assert not replay(landmark(), changed(body, (old, new))).is_explained


JUDGE = judge_by()
SUBSTANTIVE = [
    vote for vote in landmark() if vote.body == COUNCIL and vote.decision == "substantive"
]
RESOLUTIONS = [vote for vote in landmark() if vote.body == ASSEMBLY]


@given(st.sampled_from([v for v in SUBSTANTIVE if v.was_adopted]), st.data())
def test_a_planted_veto_is_found(vote: RollCall, data: st.DataObject) -> None:
    five = sorted(open_body(COUNCIL, vote.date).groups["permanent"])
    planted = {data.draw(st.sampled_from(five)): Ballot.AGAINST}
    wrong = evolve(vote, ballots={**vote.ballots, **planted})
    (one,) = replay([wrong]).council.unexplained
    assert one.verdict is not None
    assert not one.verdict.adopted
    assert one.why == one.verdict.reason


@given(st.sampled_from(SUBSTANTIVE))
def test_a_wrong_outcome_is_found(vote: RollCall) -> None:
    other = Outcome.NOT_ADOPTED if vote.was_adopted else Outcome.ADOPTED
    assert not replay([evolve(vote, outcome=other)]).is_explained


@given(st.sampled_from(RESOLUTIONS))
def test_the_short_way_to_two_thirds_is_the_judgement(vote: RollCall) -> None:
    seated = JUDGE.seated(vote)
    seats = open_body(ASSEMBLY, vote.date)
    for decision, reached in (
        ("important-question", JUDGE.reaches_two_thirds(vote, seated)),
        ("other-question", JUDGE.reaches_majority(vote, seated)),
    ):
        assert decide(seats, seated.ballots, decision).adopted is reached


@pytest.mark.history
def test_a_veto_by_another_hand_is_found(council: list[RollCall]) -> None:
    """The outcome alone would agree: who cast the veto is compared too."""
    vote = next(one for one in council if one.symbol == "S/2022/155")
    wrong = evolve(vote, ballots={**vote.ballots, "RUS": Ballot.FOR, "USA": Ballot.AGAINST})
    assert replay([vote]).is_explained
    assert not replay([wrong]).is_explained


def a_vote(**differing: Any) -> RollCall:
    vote = next(one for one in landmark() if one.symbol == "S/1999/328")
    return evolve(vote, **differing)


class TestSeats:
    def test_a_ballot_without_a_seat_is_unexplained(self) -> None:
        vote = a_vote(ballots={**a_vote().ballots, "POL": Ballot.FOR})
        (one,) = replay([vote]).council.unexplained
        assert "Poland (POL) holds no seat" in one.why

    def test_an_absence_without_a_seat_is_dropped_and_counted(self) -> None:
        account = replay([a_vote(ballots={**a_vote().ballots, "POL": Ballot.ABSENT})])
        assert (account.council.agree, account.council.dropped) == (1, 1)

    def test_a_seat_without_a_ballot_is_absent_and_counted(self) -> None:
        ballots = {code: cast for code, cast in a_vote().ballots.items() if code != "NLD"}
        account = replay([a_vote(ballots=ballots)])
        assert (account.council.agree, account.council.filled) == (1, 1)

    def test_a_later_code_is_taken_for_the_seat_of_the_day(self) -> None:
        vote = next(one for one in landmark() if one.symbol == "S/RES/157(1960)")
        later = {("RUS" if code == "SUN" else code): cast for code, cast in vote.ballots.items()}
        assert replay([evolve(vote, ballots=later)]).is_explained

    def test_a_count_beyond_the_seats_is_unexplained(self) -> None:
        vote = a_vote(complete=False, ballots={}, tally=Tally(9, 9, 0, 0))
        (one,) = replay([vote]).tallies.unexplained
        assert "more than the 15 seats" in one.why

    def test_a_count_that_was_enough_for_a_failed_draft_is_unexplained(self) -> None:
        vote = a_vote(complete=False, ballots={}, tally=Tally(9, 2, 4, 0))
        (one,) = replay([vote]).tallies.unexplained
        assert one.verdict is not None
        assert one.verdict.adopted


class TestLists:
    def test_every_entry_has_a_reason_a_reference_and_a_decision_of_the_charter(self) -> None:
        entries: list[Listed] = list(RULES.exceptions.values())
        assert all(one.reason and one.reference.document for one in entries)
        assert all(one.reference.document for one in RULES.subjects)
        assert all(one.reason and one.reference.document for one in RULES.explanations.values())

    def test_what_was_inferred_says_so(self) -> None:
        inferred = [one for one in RULES.explanations.values() if one.basis is Basis.INFERRED]
        assert {one.id for one in inferred} >= {"peace", "disarmament", "advisory-opinion"}

    def test_a_procedural_exception_has_a_decision_without_a_veto(self) -> None:
        charter = charter_of(COUNCIL)
        for key in PROCEDURAL:
            assert RULES.exceptions[key].decision != charter.default

    def test_the_landmark_record_names_no_other_kind_of_decision(self) -> None:
        for vote in landmark():
            listed = RULES.listed(vote)
            if listed and listed.kind.has_ballots:
                assert vote.decision != charter_of(COUNCIL).default, vote.symbol

    def test_subjects_and_the_landmark_record_do_not_differ(self) -> None:
        for vote in RESOLUTIONS:
            subject = next((one for one in RULES.subjects if one.fits(vote)), None)
            if subject and vote.resolution:
                assert subject.decision == vote.decision, vote.symbol
