"""Laws of paths: more support never closes one, and a premise that is not used never flips one."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vetopoint.compare.cases import Case, case_from, case_of, case_slugs
from vetopoint.compare.paths import Paths, Standing, paths_of
from vetopoint.law.bodies import open_body
from vetopoint.law.documents import read_document
from vetopoint.law.facts import facts
from vetopoint.law.procedures import Procedure, path_slugs, procedure_of

BLANK = Path(__file__).with_name("blank-case.yaml")
COUNCIL = "un-security-council"
DAY = date(2022, 3, 1)
CLOSED = (Standing.BLOCKED, Standing.UNMET)
QUICK = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])

TRUTHS = tuple(name for name, one in facts().items() if one.kind == "truth")


@cache
def blank() -> Case:
    return case_from(read_document(BLANK, BLANK.name))


@cache
def plain(slug: str) -> Paths:
    return paths_of(case_of(slug))


@cache
def turned(fact: str, value: str) -> Paths:
    return paths_of(case_of("ukraine-2022"), assume={fact: value})


def asked(procedure: Procedure) -> set[str]:
    """The facts a path asks about, and those that these follow from."""
    names = set(procedure.facts)
    while True:
        derived = (facts()[name].derived for name in names)
        more = {name for one in derived if one for name in (one.of, one.forces) if name}
        if more <= names:
            return names
        names |= more


@QUICK
@given(
    st.sampled_from(case_slugs()),
    st.sampled_from(TRUTHS),
    st.sampled_from(["true", "false", "contested", "unknown"]),
)
def test_a_premise_that_a_path_does_not_use_never_flips_it(
    slug: str, fact: str, value: str
) -> None:
    found = paths_of(case_of(slug), assume={fact: value})
    flipped = {flip.path for flip in found.flips}
    assert all(fact in asked(procedure_of(path)) for path in flipped)
    for one in plain(slug).findings:
        if one.path not in flipped:
            assert found.of(one.path).standing is one.standing


def ballots(against: frozenset[str], abstain: frozenset[str]) -> str:
    named = (("against", against), ("abstain", abstain - against))
    return f"{COUNCIL}:" + ";".join(f"{word}={','.join(sorted(who))}" for word, who in named)


@QUICK
@given(st.data())
def test_one_more_vote_in_favour_never_closes_a_path(data: st.DataObject) -> None:
    seats = open_body(COUNCIL, DAY).seats
    against = data.draw(st.frozensets(st.sampled_from(seats), max_size=8))
    abstain = data.draw(st.frozensets(st.sampled_from(seats), max_size=8))
    if not against | abstain:
        return
    changed = data.draw(st.sampled_from(sorted(against | abstain)))
    case = case_of("ukraine-2022")
    before = paths_of(case, on=DAY, votes=[ballots(against, abstain)])
    after = paths_of(case, on=DAY, votes=[ballots(against - {changed}, abstain - {changed})])
    for one, other in zip(before.findings, after.findings, strict=True):
        if one.standing not in CLOSED:
            assert other.standing not in CLOSED, one.path
        if one.taken:
            assert other.taken, one.path


@pytest.mark.parametrize("slug", path_slugs())
def test_a_fact_that_would_turn_a_path_does_turn_it(slug: str) -> None:
    """What is said of single facts is what assuming them gives."""
    found = paths_of(case_of("ukraine-2022")).of(slug)
    for turn in found.turns:
        assert turned(turn.fact, turn.value).of(slug).standing is turn.standing, (slug, turn)


@pytest.mark.parametrize("slug", case_slugs())
def test_every_case_has_a_standing_and_a_reason_for_every_path(slug: str) -> None:
    for one in plain(slug).findings:
        assert one.reason.strip(), one.path
        if one.standing is Standing.BLOCKED:
            assert one.deciding is not None
        if one.standing is Standing.UNKNOWN:
            assert "not known" in one.reason.lower() or "not carried" in one.reason, one.reason


def test_nothing_is_claimed_of_a_case_of_which_nothing_is_known() -> None:
    free = {"nato-article-4", "icj-advisory-opinion"}
    for one in paths_of(blank(), on=date(2020, 1, 1)).findings:
        if one.standing is Standing.OPEN:
            assert one.path in free
        assert one.blocked_by == ()


def test_the_veto_initiative_reaches_no_veto_cast_before_it() -> None:
    """S/2022/155 was vetoed on 25 February 2022, two months before the rule was adopted."""
    found = paths_of(case_of("ukraine-2022"), date(2022, 5, 10)).of("un-veto-initiative")
    assert found.standing is Standing.UNMET
    assert "veto_cast is false" in found.reason
    assert found.deadline is None


def test_a_step_known_to_fail_closes_a_path_though_an_earlier_one_is_open() -> None:
    eight = "un-charter-conference.call-by-council:rest=abstain;for=BEL,DEU,ZAF,IDN,VNM,DOM,EST,TUN"
    assumed = {"amendment_proposed": "true"}
    found = paths_of(case_of("gaza-2023"), date(2020, 1, 1), assumed, [eight])
    conference = found.of("un-charter-conference")
    assert conference.standing is Standing.UNMET
    assert conference.deciding is not None
    assert conference.deciding.step.id == "call-by-council"


def test_a_limit_in_working_days_is_reckoned_from_the_last_veto() -> None:
    """S/2022/720 was vetoed on Friday 30 September 2022; ten working days end on 14 October."""
    case = case_of("ukraine-2022")
    sitting = {"emergency_session_sits": False}
    found = paths_of(case, date(2022, 10, 5), sitting).of("un-veto-initiative")
    assert found.standing is Standing.OPEN
    assert found.deadline == date(2022, 10, 14)
    meets = paths_of(case, date(2022, 10, 5)).of("un-veto-initiative")
    assert meets.standing is Standing.UNMET


@pytest.mark.parametrize(
    ("day", "taken"),
    [
        pytest.param(date(2022, 2, 24), None, id="the day of the invasion: nothing voted yet"),
        pytest.param(date(2022, 2, 25), None, id="the day of the veto: the call is open"),
        pytest.param(date(2022, 2, 27), "referral", id="the day of the call: the Council's step"),
        pytest.param(date(2022, 3, 2), "recommendation", id="the day of ES-11/1: both steps"),
    ],
)
def test_only_votes_up_to_the_day_count(day: date, taken: str | None) -> None:
    found = paths_of(case_of("ukraine-2022"), day).of("un-uniting-for-peace")
    through = [step.step.id for step in found.steps if step.judged is not None]
    assert through == {None: [], "referral": ["referral"]}.get(
        taken, ["referral", "recommendation"]
    )
    assert found.standing is (Standing.UNMET if day < date(2022, 2, 25) else Standing.OPEN)
