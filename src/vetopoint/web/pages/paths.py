"""The paths of a case: what is open, what is blocked, and what a changed premise would flip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from vetopoint.brief.paths import (
    NOTE,
    ORDER,
    SIGNS,
    change_words,
    path_payload,
    paths_payload,
    who_or_what,
)
from vetopoint.compare.cases import case_of, case_slugs
from vetopoint.compare.paths import Paths, Standing, paths_of
from vetopoint.law.facts import facts
from vetopoint.law.procedures import procedure_of
from vetopoint.law.states import short_name
from vetopoint.web.asks import Ask
from vetopoint.web.drawing import standalone
from vetopoint.web.provenance import case_hash, record_stamp
from vetopoint.web.rails import rail_svg, rails_svg
from vetopoint.web.views import Figure, Frame, Table, View

__all__ = ["index", "view"]

TRUTHS = ("true", "false", "contested", "unknown")
COLUMNS = (
    ("path", "Path", False),
    ("name", "Name", False),
    ("family", "Family", False),
    ("standing", "Standing", False),
    ("what", "Who or what", False),
    ("reason", "Reason", False),
    ("was", "Without your premises", False),
)
FRAME = Frame(
    "What is left, and on what does it hang?",
    "Each line is one path: circles are its conditions, squares its votes; + holds or carries, "
    "− does not, ± is contested, ? is not known. The line is full as far as the way is open, "
    "dotted from the first doubt, and ends where it is shut. Paths whose conditions are not met "
    "stand apart.",
    NOTE,
    "Procedures as carried by Vetopoint, each with its text; the premises of the case, each with "
    "its source.",
)

INDEX_FRAME = Frame(
    "What was left in each case, on its day?",
    "One row is one case; the numbers count its paths by standing on the day shown. Open: nothing "
    "known closes it, though a vote may still have to be won. Contested: a condition is disputed, "
    "or the path is a claim. Unmet: a condition fails, most often because the path is for others.",
    NOTE,
    "Procedures as carried by Vetopoint, each with its text; the premises of each case, each with "
    "its source.",
)


def index(ask: Ask) -> View:
    """Every case with how many of its paths stand how."""
    rows = [_index_row(slug) for slug in case_slugs()]
    keys = [standing.value for standing in ORDER]
    columns = (
        ("case", "Case", False),
        ("name", "Name", False),
        ("date", "On", False),
        *((key, key.capitalize(), True) for key in keys),
    )
    return View(
        "paths_index.html",
        "Paths",
        {"rows": rows, "keys": keys, "frame": INDEX_FRAME},
        payload=lambda: {"cases": rows, "frame": INDEX_FRAME.as_record()},
        table=lambda: Table("Paths by standing", columns, rows),
        data=tuple(case_hash(slug) for slug in case_slugs()),
    )


def view(ask: Ask) -> View:
    """One case: its paths under its own premises, or under those in the address."""
    case = case_of(ask.name("slug"))
    day = ask.day("on")
    assume = tuple(sorted((name, value) for name, value in _assumed(ask) if value))
    votes = ask.all("votes")
    found = _paths(case.case, day, assume, votes, record_stamp())
    payload = paths_payload(found)
    entries = [_entry(found, number) for number in range(len(found.findings))]
    entries.sort(key=lambda entry: entry["rank"])
    left = [entry for entry in entries if entry["standing"] != Standing.UNMET.value]
    table = Table(f"Paths of {case.name}, {found.date}", COLUMNS, entries)
    title = f"{case.name}, {found.date}: {FRAME.question}"
    figures = {
        "paths": Figure(FRAME, lambda: standalone(rails_svg(left), FRAME, title), lambda: table)
    }
    return View(
        "paths.html",
        f"Paths: {case.name}",
        {
            "case": case,
            "found": found,
            "left": left,
            "unmet": [entry for entry in entries if entry["standing"] == Standing.UNMET.value],
            "switches": _switches(found, dict(assume)),
            "truths": TRUTHS,
            "asked": lambda fact: facts()[fact].question,
            "answer": {"true": "yes", "false": "no"},
            "flips": payload["flips"],
            "named": lambda slug: procedure_of(slug).name,
            "short": short_name,
            "votes": votes,
            "figures": figures,
        },
        payload=lambda: {**payload, "frame": FRAME.as_record()},
        table=lambda: table,
        figures=figures,
        filters={
            "case": case.case,
            "on": found.date.isoformat(),
            **{f"fact.{name}": value for name, value in assume},
            **({"votes": "; ".join(votes)} if votes else {}),
        },
        data=(case_hash(case.case),),
    )


def _assumed(ask: Ask) -> list[tuple[str, str]]:
    keys = dict.fromkeys(key for key, _ in ask.query if key.startswith("fact."))
    return [(key.removeprefix("fact."), ask.text(key)) for key in keys]


@lru_cache(maxsize=64)
def _paths(
    slug: str, day: Any, assume: Sequence[tuple[str, str]], votes: Sequence[str], stamp: object
) -> Paths:
    return paths_of(case_of(slug), day, dict(assume), votes)


def _index_row(slug: str) -> dict[str, Any]:
    case = case_of(slug)
    found = _paths(slug, None, (), (), record_stamp())
    counts = Counter(one.standing.value for one in found.findings)
    return {
        "case": slug,
        "name": case.name,
        "scenario": case.is_scenario,
        "date": found.date.isoformat(),
        **{standing.value: counts[standing.value] for standing in ORDER},
    }


def _entry(found: Paths, number: int) -> Mapping[str, Any]:
    one = found.findings[number]
    sign, _, word = SIGNS[one.standing].partition(" ")
    return {
        "path": one.path,
        "name": one.procedure.name,
        "family": one.procedure.family,
        "standing": one.standing.value,
        "sign": sign,
        "word": word,
        "rank": ORDER.index(one.standing),
        "what": who_or_what(one).replace("_", " "),
        "reason": one.reason,
        "was": one.before.value if one.before else None,
        "rail": rail_svg(one),
        "record": path_payload(one),
        "changes": list(dict.fromkeys(words for s in one.steps for words in change_words(s))),
    }


def _switches(found: Paths, assume: Mapping[str, str]) -> list[dict[str, Any]]:
    """Facts that would change a path that is left, and those already switched."""
    telling = Counter(turn.fact for one in found.findings for turn in one.turns)
    chosen = [name for name, _ in telling.most_common() if facts()[name].kind == "truth"]
    names = dict.fromkeys([*assume, *chosen])
    return [
        {
            "name": name,
            "question": facts()[name].question,
            "value": found.facts[name].words,
            "basis": found.facts[name].basis,
            "source": found.facts[name].source,
            "assumed": assume.get(name, ""),
            "paths": telling[name],
            "truth": facts()[name].kind == "truth",
        }
        for name in names
        if name in facts()
    ]
