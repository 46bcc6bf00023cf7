"""Crises as trees, patrons and reputations: brute force, closed forms and Gambit."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vetopoint.cli import main
from vetopoint.strategy.deterrence.crisis import CRISIS, thresholds_along
from vetopoint.strategy.deterrence.reputation import two_crises
from vetopoint.strategy.deterrence.signals import (
    Crisis,
    Play,
    Response,
    equilibria_at,
    intervals,
    play_after,
)
from vetopoint.strategy.deterrence.solving import (
    outcome_chances,
    pure_nash,
    quantal_response,
    subgame_perfect,
)
from vetopoint.strategy.deterrence.trees import BadTreeError, Tree, tree_of_text
from vetopoint.strategy.inputs import BadInputError
from vetopoint.strategy.registry import run

F = Fraction
payoffs = st.integers(-3, 3)


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Trees of three movers, one of them chance at times, with payoffs that often tie."""
    chance = draw(st.booleans())
    second = (
        "{player: chance, actions: {l: third, r: o3}, chances: {l: 1/3, r: 2/3}}"
        if chance
        else "{player: b, actions: {l: third, r: o3}}"
    )
    outcomes = "\n".join(f"  o{n}: {{a: {draw(payoffs)}, b: {draw(payoffs)}}}" for n in range(1, 6))
    return tree_of_text(
        "players: [a, b]\nstart: first\nnodes:\n"
        "  first: {player: a, actions: {x: second, y: fourth}}\n"
        f"  second: {second}\n"
        "  third: {player: a, actions: {u: o1, v: o2}}\n"
        "  fourth: {player: b, actions: {s: o4, t: o5}}\n"
        f"outcomes:\n{outcomes}\n"
    )


def subtree(tree: Tree, start: str) -> Tree:
    keep, waiting = {}, [start]
    while waiting:
        node = tree.nodes[waiting.pop()]
        keep[node.name] = node
        waiting += [below for below in node.actions.values() if below in tree.nodes]
    return Tree(tree.name, tree.players, start, keep, tree.payoffs)


@settings(max_examples=60)
@given(trees())
def test_subgame_perfect_play_is_nash_in_every_subgame_and_nothing_else_is(tree: Tree) -> None:
    nash = pure_nash(tree)
    assert nash is not None

    def holds_below(profile: object) -> bool:
        for name in tree.nodes:
            inner = subtree(tree, name)
            moves = [n for n, node in inner.nodes.items() if node.player != "chance"]
            part = {n: profile[n] for n in moves}  # type: ignore[index]
            if part not in [dict(p) for p in pure_nash(inner) or ()]:
                return False
        return True

    found = sorted(sorted(plan.items()) for plan in subgame_perfect(tree))
    assert found == sorted(sorted(plan.items()) for plan in nash if holds_below(plan))
    assert found


@settings(max_examples=60)
@given(trees(), st.floats(0, 20))
def test_quantal_response_is_a_fixed_point(tree: Tree, rationality: float) -> None:
    quantal = quantal_response(tree, rationality)
    assert sum(quantal.outcomes.values()) == pytest.approx(1)

    def worth(name: str, player: str) -> float:
        if name in tree.payoffs:
            return float(tree.payoffs[name][player])
        node = tree.nodes[name]
        return sum(
            quantal.chances[name][a] * worth(below, player) for a, below in node.actions.items()
        )

    for node in tree.nodes.values():
        if node.player == "chance":
            continue
        raised = {a: rationality * worth(below, node.player) for a, below in node.actions.items()}
        whole = sum(math.exp(u - max(raised.values())) for u in raised.values())
        for action, u in raised.items():
            wanted = math.exp(u - max(raised.values())) / whole
            assert quantal.chances[node.name][action] == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("rationality", "challenge", "resist", "fight"),
    [
        pytest.param(0.5, 0.51570525, 0.50864546, 0.56217650, id="Gambit 16.7, λ = 0.5"),
        pytest.param(2.0, 0.64782187, 0.42537359, 0.73105858, id="Gambit 16.7, λ = 2"),
    ],
)
def test_the_crisis_has_the_chances_that_gambit_finds(
    rationality: float, challenge: float, resist: float, fight: float
) -> None:
    chances = quantal_response(tree_of_text(CRISIS), rationality).chances
    assert chances["first"]["challenge"] == pytest.approx(challenge, abs=1e-8)
    assert chances["second"]["resist"] == pytest.approx(resist, abs=1e-8)
    assert chances["third"]["fight"] == pytest.approx(fight, abs=1e-8)
    assert fight == pytest.approx(1 / (1 + math.exp(-rationality / 2)), abs=1e-8)


def test_with_less_error_play_approaches_the_credible() -> None:
    tree = tree_of_text(CRISIS)
    (credible,) = subgame_perfect(tree)
    (end,) = (o for o, p in outcome_chances(tree, credible).items() if p)
    assert end == "concession"
    assert quantal_response(tree, 0).outcomes["status quo"] == 0.5
    assert quantal_response(tree, 200).outcomes[end] == pytest.approx(1, abs=1e-6)


def test_a_threat_that_nobody_would_carry_out_is_named_apart() -> None:
    value = run("deterrence").answer.value
    assert value["credible_equilibria"] == 1
    assert value["incredible_equilibria"] == 2


def test_the_threshold_of_war_is_where_it_equals_backing_down() -> None:
    found = thresholds_along(tree_of_text(CRISIS), "war", "challenger", F(-2), F(2))
    assert found[0] == -1
    assert all(-2 < value < 2 for value in found)


TREE = CRISIS.splitlines()


def changed(old: str, new: str) -> str:
    assert old in CRISIS
    return CRISIS.replace(old, new)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(changed("resist: third", "resist: first"), "reached twice", id="a cycle"),
        pytest.param(changed("fight: war", "fight: wra"), "neither a node nor", id="a typo"),
        pytest.param(
            changed("{challenger: 1, defender: 0}", "{challenger: 1}"), "no number", id="no payoff"
        ),
        pytest.param(changed("player: defender", "player: umpire"), "players are", id="a stranger"),
        pytest.param(changed("start: first", "start: last"), "is no node", id="no start"),
        pytest.param(
            changed("resist: third", "resist: war"), "reached from nowhere", id="unreached"
        ),
        pytest.param("players: [a", "not YAML", id="not YAML"),
        pytest.param("players: [a]", "no start", id="no start at all"),
        pytest.param(
            changed(
                "{player: defender, actions: {concede: concession, resist: third}}",
                "{player: chance, actions: {concede: concession, resist: third}, "
                "chances: {concede: 0.5, resist: 0.6}}",
            ),
            "sum to 1.1",
            id="chances above one",
        ),
        pytest.param(
            changed(
                "{player: defender, actions: {concede: concession, resist: third}}",
                "{player: chance, actions: {concede: concession, resist: third}, "
                "chances: {concede: -0.5, resist: 1.5}}",
            ),
            "from 0 to 1",
            id="a negative chance",
        ),
    ],
)
def test_a_tree_that_is_none_gets_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(BadTreeError, match=sentence) as raised:
        tree_of_text(text)
    assert "\n" not in str(raised.value)


halves = st.integers(-4, 4).map(lambda n: F(n, 2))


@st.composite
def crises(draw: st.DrawFn) -> Crisis:
    """Crises in which the types differ and the challenger has something to gain."""
    deserted = draw(halves)
    return Crisis(
        gain=F(draw(st.integers(1, 4)), 2),
        loss=draw(halves) - F(1, 3),
        alone=(draw(halves) + F(1, 5), draw(halves) - F(1, 7)),
        joint=(F(draw(st.integers(-4, -1)), 2) - F(1, 11), draw(halves) + F(1, 9)),
        lost=-F(draw(st.integers(0, 4)), 2) - F(1, 13),
        deserted=deserted,
        resolute=deserted + F(draw(st.integers(1, 4)), 2),
        irresolute=deserted - F(draw(st.integers(1, 4)), 2),
        sunk=F(draw(st.integers(0, 3)), 5),
        tied=F(draw(st.integers(0, 3)), 5),
    )


def coming(crisis: Crisis, belief: Fraction, *, committed: bool) -> Fraction:
    return sum(
        (
            w
            for kind, w in ((True, belief), (False, 1 - belief))
            if crisis.comes(resolute=kind, committed=committed)
        ),
        F(0),
    )


def is_rational(crisis: Crisis, after: Response, *, committed: bool) -> bool:
    """Whether challenger and protégé answer a signal as well as they can, given the belief."""
    q = coming(crisis, after.belief, committed=committed)
    resisting = q * crisis.joint[1] + (1 - q) * crisis.alone[1] - crisis.loss
    fought = q * crisis.joint[0] + (1 - q) * crisis.alone[0]
    worth = after.resist * fought + (1 - after.resist) * crisis.gain
    return all(
        (gain == 0) or (chance == (1 if gain > 0 else 0))
        for gain, chance in ((resisting, after.resist), (worth, after.challenge))
    )


def payoff(crisis: Crisis, after: Response, *, resolute: bool, committed: bool) -> Fraction:
    comes = crisis.resolute if resolute else crisis.irresolute
    stays = crisis.deserted - (crisis.tied if committed else 0)
    fought = after.resist * max(comes, stays) + (1 - after.resist) * crisis.lost
    return after.challenge * fought - (crisis.sunk if committed else 0)


def is_equilibrium(crisis: Crisis, play: Play, prior: Fraction) -> bool:
    """Whether a play is sequentially rational with beliefs by Bayes' rule where it applies."""
    types = ((True, prior, play.resolute_commits), (False, 1 - prior, play.irresolute_commits))
    for committed, after in ((True, play.committed), (False, play.silent)):
        sent = [w * (c if committed else 1 - c) for _, w, c in types]
        if sum(sent) and after.belief != sent[0] / sum(sent):
            return False
        if not is_rational(crisis, after, committed=committed):
            return False
    for resolute, _, commits in types:
        by_commit = payoff(crisis, play.committed, resolute=resolute, committed=True)
        by_silence = payoff(crisis, play.silent, resolute=resolute, committed=False)
        if (commits > 0 and by_commit < by_silence) or (commits < 1 and by_silence < by_commit):
            return False
    return True


@settings(max_examples=150, deadline=None)
@given(crises(), st.fractions(F(1, 50), F(49, 50), max_denominator=50))
def test_each_play_found_is_a_perfect_bayesian_equilibrium(crisis: Crisis, prior: Fraction) -> None:
    for play in equilibria_at(crisis, prior):
        assert is_equilibrium(crisis, play, prior), play.kind


@settings(max_examples=60, deadline=None)
@given(crises(), st.fractions(F(1, 20), F(19, 20), max_denominator=20))
def test_every_pure_equilibrium_is_found(crisis: Crisis, prior: Fraction) -> None:
    kinds = {play.kind for play in equilibria_at(crisis, prior)}
    names = {
        (1, 0): "separating: only the resolute commit",
        (0, 0): "pooling: both stay silent",
        (1, 1): "pooling: both commit",
    }
    for (resolute, irresolute), kind in names.items():
        on = {1: F(1) if irresolute == 0 else prior, 0: F(0) if resolute == 1 else prior}
        for step in range(41):
            unseen = F(step, 40)
            committed = on[1] if resolute or irresolute else unseen
            silent = on[0] if not (resolute and irresolute) else unseen
            play = Play(
                kind,
                F(resolute),
                F(irresolute),
                play_after(crisis, committed, committed=True),
                play_after(crisis, silent, committed=False),
            )
            if is_equilibrium(crisis, play, prior):
                assert kind in kinds
                break


@settings(max_examples=40, deadline=None)
@given(crises(), st.fractions(F(1, 97), F(96, 97), max_denominator=97))
def test_the_intervals_hold_the_kinds_found_at_any_prior(crisis: Crisis, prior: Fraction) -> None:
    found = intervals(crisis)
    if any(prior in (one.since, one.until) for one in found):
        return
    inside = {one.kind for one in found if one.since < prior < one.until}
    assert inside == {play.kind for play in equilibria_at(crisis, prior)}


def test_the_threshold_along_the_cost_of_war_is_the_closed_form() -> None:
    given_ = {
        "vary": "challenger-joint",
        "along": "-3:-0.5",
        "challenger_alone": 1,
        "protege_alone": "-0.5",
    }
    for row in run("patron", given_).answer.figure.rows:
        assert row["prior"] == pytest.approx(1 / (1 - row["payoff"]), abs=1e-9)


@pytest.mark.parametrize(
    ("given_", "sentence"),
    [
        pytest.param({"vary": "mood"}, "choose one of", id="no such payoff"),
        pytest.param({"vary": "gain", "along": "2:1"}, "upward", id="downward"),
        pytest.param({"vary": "cost", "along": "-1:1"}, "upward", id="a negative cost"),
        pytest.param({"vary": "challenger-joint", "along": "1:2"}, "widen", id="never deterred"),
    ],
)
def test_a_payoff_that_cannot_be_varied_gets_one_sentence(
    given_: dict[str, str], sentence: str
) -> None:
    with pytest.raises(BadInputError, match=sentence):
        run("patron", given_)


def test_types_that_act_alike_are_refused() -> None:
    with pytest.raises(BadInputError, match="act alike"):
        run("patron", {"irresolute": 0})


def test_a_costly_signal_lowers_the_chance_of_a_challenge_below_the_turning_prior() -> None:
    plain = run("patron").answer.value["intervals"]
    sunk = run("patron", {"signal": "sunk", "cost": "0.25"}).answer.value["intervals"]
    bluff = next(one for one in sunk if one["kind"].startswith("bluffing"))
    assert plain[0]["challenge_at_to"] == 1
    assert bluff["challenge_at_to"] == pytest.approx(0.75, abs=1e-4)


@given(
    st.fractions(F(1, 50), F(49, 50), max_denominator=50),
    st.integers(1, 4),
    st.integers(1, 4),
    st.integers(1, 4),
    st.integers(1, 4),
    st.fractions(F(1, 10), 1, max_denominator=10),
)
def test_reputation_is_rational_at_every_step(
    prior: Fraction, gain: int, cost: int, worth: int, fight: int, attentive: Fraction
) -> None:
    solved = two_crises(prior, F(gain), F(cost), F(worth), F(fight), attentive)
    turning = F(gain, gain + cost)
    belief, second = solved.after_fight
    assert belief == prior / (prior + (1 - prior) * solved.bluff), "Bayes' rule after a fight"
    watched = (second - (1 - attentive) * (prior < turning)) / attentive
    assert watched == (1 if belief < turning else 0) or belief == turning
    # Fighting against yielding in the first crisis, for an irresolute patron.
    gained = attentive * (1 - watched) * worth - fight
    if 0 < solved.bluff < 1:
        assert gained == 0
    elif solved.bluff == 0:
        assert gained <= 0 or attentive * worth <= fight or prior == 0
    else:
        assert gained >= 0
    fights = solved.fights
    assert solved.first is ((1 - fights) * gain - fights * cost > 0)


def test_without_attention_the_first_crisis_teaches_nothing() -> None:
    value = run("reputation", {"attentive": "0.4"}).answer.value
    assert value["deterred_in_first"] == value["deterred_in_last"] == F(1, 2)
    assert value["attention_needed"] == F(1, 2)


def test_the_command_refuses_a_cycle_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "tree.yaml"
    path.write_text(changed("resist: third", "resist: first"), encoding="utf-8")
    assert main(["model", "deterrence", "--tree", str(path)]) == 2
    told = capsys.readouterr().err
    assert "no cycle" in told
    assert told.count("\n") == 1
