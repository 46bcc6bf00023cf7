"""The four pairs of votes that trip everyone: the same ballots under another rule."""

from __future__ import annotations

from datetime import date

import pytest

from vetopoint.compare.cases import case_of
from vetopoint.compare.judging import judged_stated, stated_votes
from vetopoint.compare.paths import Standing, paths_of
from vetopoint.compare.steps import StepState
from vetopoint.law.procedures import Step, procedure_of


def step(path: str, name: str) -> Step:
    return next(one for one in procedure_of(path).steps if one.id == name)


def test_congo_1960_the_same_ballots_fail_on_the_substance_and_call_the_assembly() -> None:
    substance = step("security-council-chapter-vi", "recommendation")
    referral = step("un-uniting-for-peace", "referral")
    failed = judged_stated(stated_votes("S/4523"), substance, date(1960, 9, 17))
    passed = judged_stated(stated_votes("S/RES/157"), referral, date(1960, 9, 17))
    assert failed.verdict.tally == passed.verdict.tally
    assert failed.verdict.vetoed_by == ("SUN",)
    assert passed.verdict.adopted
    assert judged_stated(stated_votes("S/4523"), referral, date(1960, 9, 17)).verdict.adopted
    found = paths_of(case_of("congo-1960"))
    assert found.of("security-council-chapter-vi").standing is Standing.BLOCKED
    assert found.of("security-council-chapter-vi").blocked_by == ("SUN",)
    assert found.of("un-uniting-for-peace").taken


def test_s_1999_328_was_a_shortfall_and_no_veto() -> None:
    found = paths_of(case_of("kosovo-1999"), votes=["security-council-chapter-vi:S/1999/328"]).of(
        "security-council-chapter-vi"
    )
    assert found.standing is Standing.UNMET
    assert found.blocked_by == ()
    deciding = found.deciding
    assert deciding is not None
    assert deciding.state is StepState.SHORT
    assert (deciding.have, deciding.needed) == (3, 9)
    assert "were no veto" in found.reason
    assert deciding.changes is not None
    assert min(change.size for change in deciding.changes) == 6


def test_suez_both_drafts_are_vetoed_and_the_procedural_call_is_not() -> None:
    case = case_of("suez-1956")
    for day in (date(1956, 10, 30), date(1956, 10, 31)):
        blocked = paths_of(case, on=day).of("security-council-chapter-vi")
        assert blocked.standing is Standing.BLOCKED
        assert blocked.blocked_by == ("FRA", "GBR")
    before = paths_of(case, on=date(1956, 10, 30)).of("un-uniting-for-peace")
    assert before.standing is Standing.OPEN
    assert not before.taken
    referral = paths_of(case).of("un-uniting-for-peace").steps[0]
    assert referral.state is StepState.THROUGH
    assert referral.judged is not None
    assert referral.judged.symbol == "S/RES/119"
    assert referral.blocked_by == ()
    assert (referral.have, referral.needed) == (7, 7)


@pytest.mark.parametrize(
    ("ballots", "adopted", "needed"),
    [
        pytest.param(
            (89, 61, 20), False, 100, id="Austrian amendment of 12 December 2023: 89 of 150"
        ),
        pytest.param(
            (84, 62, 25), False, 98, id="United States amendment of 12 December 2023: 84 of 146"
        ),
        pytest.param((153, 10, 23), True, 109, id="the resolution of that day: 153 of 163"),
        pytest.param(
            (94, 14, 73), True, 72, id="ES-11/5: fewer than half of the Members, yet 87 %"
        ),
    ],
)
def test_two_thirds_are_of_those_present_and_voting(
    ballots: tuple[int, int, int], adopted: bool, needed: int
) -> None:
    from vetopoint.law.bodies import open_body

    seats = open_body("un-general-assembly", date(2023, 12, 12)).seats
    favour, against, abstain = ballots
    lists = (
        seats[:favour],
        seats[favour : favour + against],
        seats[favour + against : favour + against + abstain],
    )
    named = ";".join(
        f"{word}={','.join(members)}"
        for word, members in zip(("for", "against", "abstain"), lists, strict=True)
    )
    text = f"un-general-assembly:{named};rest=absent"
    found = judged_stated(
        stated_votes(text), step("un-uniting-for-peace", "recommendation"), date(2023, 12, 12)
    )
    assert found.verdict.adopted is adopted
    assert found.verdict.findings[0].needed == needed


def test_the_amendments_of_12_december_2023_fail_at_the_assembly_s_step() -> None:
    case = case_of("gaza-2023")
    amendment = next(vote for vote in case.votes if "Austrian" in vote.symbol)
    from vetopoint.compare.judging import judged_case_vote

    assert amendment.outcome == "not adopted"
    recorded = judged_case_vote(amendment)
    if recorded is not None:
        assert not recorded.verdict.adopted
        assert recorded.verdict.blocked_by == ()
    taken = paths_of(case).of("un-uniting-for-peace-members")
    assert taken.taken
    assert taken.steps[1].judged is not None
    assert taken.steps[1].judged.symbol == "A/RES/ES-10/22"
