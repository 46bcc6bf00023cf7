"""The votes that show each rule at work: where they are recorded, the record is what is judged."""

from datetime import date

import pytest

from vetopoint.brief.recorded import judged_roll_call
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import open_body
from vetopoint.law.procedures import outcome, procedure_of
from vetopoint.law.verdicts import decide
from vetopoint.record.catalogue import find_vote
from vetopoint.record.landmark import landmark


@pytest.mark.parametrize(
    ("symbol", "decision", "adopted", "vetoed_by"),
    [
        pytest.param("S/RES/119", "procedural", True, (), id="Suez session, 7-2-2, two P5 against"),
        pytest.param("S/RES/2623", "procedural", True, (), id="Ukraine session, 11-1-3"),
        pytest.param("S/RES/82", "substantive", True, (), id="Korea, 9-0-1, the USSR absent"),
        pytest.param("S/RES/1973", "substantive", True, (), id="Libya, 10-0-5, two P5 abstaining"),
        pytest.param("S/2022/155", "substantive", False, ("RUS",), id="Ukraine, 11-1-3, vetoed"),
        pytest.param("S/1999/328", "substantive", False, (), id="Kosovo, 3-12-0, a shortfall"),
        pytest.param("S/25997", "substantive", False, (), id="Bosnia, 6-0-9, a shortfall"),
        pytest.param("S/2014/189", "substantive", False, ("RUS",), id="Crimea, 13-1-1, vetoed"),
        pytest.param("S/4523", "substantive", False, ("SUN",), id="Congo, 8-2-1, vetoed"),
        pytest.param("S/RES/157", "refer-to-assembly", True, (), id="Congo, 8-2-1, adopted"),
        pytest.param("S/3710", "substantive", False, ("FRA", "GBR"), id="Suez, 7-2-2, two vetoes"),
        pytest.param("S/2019/186", "substantive", False, ("CHN", "RUS"), id="Venezuela, vetoed"),
        pytest.param("S/2019/190", "substantive", False, (), id="Venezuela, 4-7-4, a shortfall"),
        pytest.param("A/RES/ES-11/5", "important-question", True, (), id="94-14-73, two thirds"),
        pytest.param("A/RES/2758", "important-question", True, (), id="China, 76-35-17"),
        pytest.param("A/L.632", "other-question", False, (), id="the motion of 1971, 55-59-15"),
        pytest.param("A/RES/63/3", "other-question", True, (), id="Kosovo opinion, 77-6-74"),
        pytest.param(
            "A/RES/1991(XVIII)A", "charter-amendment", True, (), id="97 of 113, 76 needed"
        ),
    ],
)
def test_a_recorded_vote_is_judged_as_it_was(
    symbol: str, decision: str, adopted: bool, vetoed_by: tuple[str, ...]
) -> None:
    vote = judged_roll_call(find_vote(symbol), decision)
    assert vote is not None
    assert vote.verdict.adopted is adopted
    assert set(vote.verdict.vetoed_by) == set(vetoed_by)


def test_the_amendment_of_12_december_2023_fell_short_of_two_thirds() -> None:
    """89-61-20: a majority, but 59.3 per cent; the names are not in the record."""
    assembly = open_body("un-general-assembly", date(2023, 12, 12))
    ballots = [Ballot.FOR] * 89 + [Ballot.AGAINST] * 61 + [Ballot.ABSTAIN] * 20
    cast = dict(zip(assembly.seats, ballots, strict=False))
    important = decide(assembly, cast, "important-question")
    assert (important.adopted, important.short_by) == (False, 11)
    assert "89 in favour of 150 voting, 100 needed, short by 11" in important.reason
    assert decide(assembly, cast, "other-question").adopted


def test_palestine_s_admission_stopped_at_the_first_step() -> None:
    vote = judged_roll_call(find_vote("S/2024/312"), "recommendation-of-membership")
    assert vote is not None
    found = outcome(procedure_of("un-admission"), {"recommendation": vote.verdict})
    assert found.stopped_at is not None
    assert found.stopped_at.id == "recommendation"
    assert not found.adopted


def test_s_2014_189_would_have_passed_without_the_party_to_the_dispute() -> None:
    found = find_vote("S/2014/189")
    council = open_body("un-security-council", found.date)
    assert decide(council, found.ballots, "pacific-settlement", parties=["RUS"]).adopted


@pytest.mark.parametrize("vote", landmark(), ids=lambda vote: vote.symbol)
def test_every_landmark_vote_comes_out_as_recorded(vote: object) -> None:
    judged = judged_roll_call(vote)  # type: ignore[arg-type]
    assert judged is not None
    assert judged.verdict.adopted is judged.recorded, judged.verdict.reason
