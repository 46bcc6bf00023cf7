"""Write docs/reference.md, docs/truth-tables.md and the tables of docs/data.md from code and data.

Run it after a command, a body or a case has changed: python scripts/write_reference.py
"""

from __future__ import annotations

import datetime
import importlib
import importlib.util
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from vetopoint.cli import COMMANDS
from vetopoint.compare.cases import Case, case_of, case_slugs
from vetopoint.compare.paths import Standing
from vetopoint.compare.premises import Premise
from vetopoint.law.bodies import NotInForceError, body_slugs, charter_of, sitting
from vetopoint.law.charters import Charter, Decision, Era
from vetopoint.law.conditions import facts_of
from vetopoint.law.descriptions import described
from vetopoint.law.documents import Source, read_document
from vetopoint.law.facts import FactDefinition, facts
from vetopoint.law.instruments import instruments
from vetopoint.law.procedures import Procedure, path_slugs, procedure_of, procedure_slugs
from vetopoint.record.importers import IMPORTERS

__all__ = ["VARIABLES", "data_text", "main", "reference_text", "truth_text"]

ROOT = Path(__file__).resolve().parents[1]
REFERENCE, DATA = ROOT / "docs" / "reference.md", ROOT / "docs" / "data.md"
LANDMARK = ROOT / "src" / "vetopoint" / "record" / "landmark"
CHARTERS = ROOT / "src" / "vetopoint" / "law" / "charters"
TRUTHS, TRUTH_TABLES = ROOT / "tests/compare/path-truths.yaml", ROOT / "docs/truth-tables.md"
PROCEDURES = ROOT / "src" / "vetopoint" / "law" / "procedures"

DAY = datetime.date(2026, 1, 1)
"""Numbers of rules still in force are worked out for this day, so that the page never ages."""

VARIABLES: Mapping[str, str] = {
    "VETOPOINT_HOME": "The folder of your record, in place of the system's own for user data.",
    "VETOPOINT_VENV": "The folder that `./vetopoint` installs into, in place of `.venv`.",
    "VETOPOINT_DEBUG": "If set, a fault of the program shows where it happened.",
    "PYTHON": "The Python that `./vetopoint` sets up with, in place of the first it finds.",
    "NO_COLOR": "If set, no colour at the terminal.",
    "UV_SYSTEM_CERTS": "Whether uv trusts the certificates of the system; 1 unless you set it.",
    "XDG_DATA_HOME": "On Linux, where the folders of user data are, as the system defines it.",
    "LOCALAPPDATA": "The same on Windows.",
    "VETOPOINT_SHARED": "The folder whose `data/` the tests compare with, if you have it.",
    "VETOPOINT_CHROMIUM": "The Chromium that the browser tests drive, in place of the first found.",
    "CI": "If set, tests that need the full record fail where they would be left out.",
}


def reference_text() -> str:
    """The whole of docs/reference.md."""
    charters = [charter_of(slug) for slug in body_slugs()]
    lines = [
        "# Reference",
        "",
        "Written by `scripts/write_reference.py` from the code and its data; change those, not",
        "this page.",
        "",
        "[Commands](#commands) · [Environment](#environment) · [Bodies](#bodies) ·",
        "[Reform designs](#reform-designs) ·",
        "[Procedures and paths](#procedures-and-paths) · [Facts](#facts) · [Cases](#cases)",
        *_commands(),
        *_environment(),
        *_section("Bodies", _BODIES_NOTE),
        *(line for c in charters if c.kind == "organ" for line in _charter(c)),
        *_section("Reform designs", _DESIGNS_NOTE),
        *(line for c in charters if c.kind == "design" for line in _charter(c)),
        *_section("Procedures and paths", _PROCEDURES_NOTE),
        *(line for slug in procedure_slugs() for line in _procedure(procedure_of(slug))),
        *_facts(),
        *_cases([case_of(slug) for slug in case_slugs()]),
    ]
    return "\n".join(lines) + "\n"


_BODIES_NOTE = (
    "Each decision has one rule for each span of days. Rules are given in words, their numbers\n"
    f"worked out for the last day of the span, or for {DAY} where it is still open. «Checked»\n"
    "says what the rule was compared with; where nothing is said, no check is claimed."
)
_DESIGNS_NOTE = (
    "Proposed rules for the Security Council, applied to the same ballots in briefs. Seats that a\n"
    "proposal adds are placeholders without a member. A threshold that a proposal does not state\n"
    "is a parameter with a default, and the output names it."
)
_PROCEDURES_NOTE = (
    "Paths are the procedures that `./vetopoint paths CASE` judges; see\n"
    "[how](paths.md). The first step that fails ends a procedure."
)


_FACTS_NOTE = (
    "What the conditions of paths ask about; `--assume FACT=VALUE` switches one. Facts that are\n"
    "worked out follow from others, from the charters of the day or from the votes of the case."
)


def _section(title: str, note: str) -> list[str]:
    return ["", f"## {title}", "", note]


def _commands() -> Iterator[str]:
    yield from _section("Commands", "The first call of `./vetopoint` sets everything up.")
    yield from ("", "```text", *_wrapper_words(), "```")
    for name, (module, line) in COMMANDS.items():
        if importlib.util.find_spec(f"vetopoint.cli.{module}") is None:
            continue
        command: click.Command = importlib.import_module(f"vetopoint.cli.{module}").command
        yield from _command(command, f"./vetopoint {name}", line)


def _wrapper_words() -> list[str]:
    """The comment at the head of the wrapper, which says what it does by itself."""
    head = (ROOT / "vetopoint").read_text(encoding="utf-8").splitlines()[1:]
    count = next(place for place, line in enumerate(head) if not line.startswith("#"))
    return [line.removeprefix("# ") for line in head[:count]]


def _command(command: click.Command, path: str, line: str) -> Iterator[str]:
    context = click.Context(command, info_name=path)
    usage = " ".join(command.collect_usage_pieces(context))
    yield from ("", f"### `{path}`", "", line, "", f"Usage: `{path} {usage}`")
    words = " ".join(re.sub(r"[\b\f]", "", command.help or "").split())
    if words and words != line:
        yield from ("", words)
    options = [param for param in command.params if isinstance(param, click.Option)]
    if options:
        yield from ("", *_head("Option", "What it does"))
    for option in options:
        takes = "" if option.is_flag else f" {option.make_metavar(context)}"
        names = ", ".join([*option.opts, *option.secondary_opts])
        told = [
            option.help or "",
            "May be given more than once." if option.multiple else "",
            f"Default {option.default}." if option.show_default else "",
        ]
        yield _row(f"`{names}{takes}`", " ".join(told).strip())
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _command(inner, f"{path} {name}", inner.get_short_help_str(200))


def _environment() -> Iterator[str]:
    yield from _section("Environment", "Settings that are not options.")
    yield from ("", *_head("Variable", "What it does"))
    yield from (_row(f"`{name}`", words) for name, words in VARIABLES.items())


def _charter(charter: Charter) -> Iterator[str]:
    since, until = charter.since or "", charter.until or "today"
    yield from ("", f"### `{charter.body}`", "", f"**{charter.name}**, {since} to {until}.")
    yield from (line for text in (charter.about, charter.note) if text for line in ("", _one(text)))
    yield from ("", f"Source: {_source(charter.reference)}.")
    for name, parameter in charter.parameters.items():
        stated = "stated" if parameter.stated else "not stated by the source"
        words = f"Parameter `{name}`, default {parameter.default}, {stated}"
        yield from ("", f"{words}: {_one(parameter.note)}")
    for decision in charter.decisions:
        yield from _decision(charter, decision)


_PARTIES = {
    "abstain": "Members named as parties to the dispute count as abstaining.",
    "excluded": "Members named as parties take no part.",
}


def _decision(charter: Charter, decision: Decision) -> Iterator[str]:
    default = " (default)" if decision.id == charter.default else ""
    yield from ("", f"#### `{decision.id}`: {decision.name}{default}", "")
    told = [
        decision.effect,
        f"Contested: {decision.contested}" if decision.contested else "",
        _PARTIES.get(decision.parties or "", ""),
        *(era.note for era in decision.eras),
    ]
    yield from (f"- {_one(text)}" for text in dict.fromkeys(told) if text)
    yield from ("", *_head("From", "To", "Rule", "Written in", "Checked"))
    for era in decision.eras:
        words, reference = _rule_words(charter, decision, era), era.reference
        cells = (era.since or charter.since, era.until, words, reference.words(), reference.checked)
        yield _row(*(str(cell or "") for cell in cells))


def _rule_words(charter: Charter, decision: Decision, era: Era) -> str:
    """The rule on the last day of the era for which all its figures are known."""
    since = era.since or charter.since or datetime.date.min
    tables = [t.spell.until for m in charter.measures.values() for t in m.tables]
    known = [day for day in (era.until, DAY, *tables, since) if day]
    for day in sorted({day for day in known if since <= day <= (era.until or DAY)}, reverse=True):
        try:
            return described(sitting(charter, day).provision(decision.id).rule)
        except NotInForceError:
            continue
    return "depends on figures that the charter does not carry for these days"


def _procedure(procedure: Procedure) -> Iterator[str]:
    reference = _source(procedure.reference)
    yield from ("", f"### `{procedure.procedure}`", "", f"**{procedure.name}** ({reference})", "")
    if procedure.family:
        ended = f" to {procedure.until}" if procedure.until else ""
        claim = "; claimed, not agreed" if procedure.is_claim else ""
        since = procedure.since or "the beginning"
        yield from (f"Path: {procedure.family}, from {since}{ended}{claim}.", "")
    yield from _conditions(procedure)
    for number, step in enumerate(procedure.steps, start=1):
        note = f" {_one(step.note)}" if step.note else ""
        yield (
            f"{number}. `{step.id}`: `{step.decision}` of `{step.body}` "
            f"({step.reference.words()}).{note}"
        )
    for label, text in (("Effect", procedure.effect), ("Contested", procedure.contested)):
        if text:
            yield from ("", f"{label}: {_one(text)}")
    yield from _law(procedure)


def _conditions(procedure: Procedure) -> Iterator[str]:
    for one in procedure.requirements:
        asked = ", ".join(f"`{leaf.fact}`" for leaf in facts_of(one.condition))
        weight = " If not met, contested and not closed." if one.is_claim else ""
        yield f"- {_one(one.says)} ({asked}; {one.reference.words()}){weight}"
    if procedure.without_vote:
        yield from ("", f"No steps: {_one(procedure.without_vote)}")
    elif procedure.requirements:
        yield ""


def _law(procedure: Procedure) -> Iterator[str]:
    if procedure.law:
        yield from ("", *_head("Proposition", "Holder", "In", "Standing", "Against it", "Checked"))
    for said in procedure.law:
        holder = f"{said.holder} ({said.since})" if said.since else said.holder
        yield _row(
            *(said.proposition, holder, said.instrument.words(), said.standing),
            *(said.counter, said.instrument.checked),
        )
    if procedure.next_says:
        paths = ", ".join(f"`{slug}`" for slug in procedure.next_paths)
        yield from ("", f"If it fails: {_one(procedure.next_says)} ({paths})")


def _facts() -> Iterator[str]:
    yield from _section("Facts", _FACTS_NOTE)
    yield from ("", *_head("Fact", "Question", "May be", "Where nothing is said"))
    for fact in facts().values():
        yield _row(f"`{fact.name}`", fact.question, fact.allowed, _otherwise(fact))


def _otherwise(fact: FactDefinition) -> str:
    if fact.derived is not None:
        return f"worked out ({fact.derived.kind})"
    if fact.default is None:
        return "unknown"
    words = "none" if isinstance(fact.default, tuple) else fact.default.value
    return f"{words}. {fact.note}" if fact.note else words


def _cases(cases: Iterable[Case]) -> Iterator[str]:
    yield from _section("Cases", "Coded crises, in the order of their onset; scenarios last.")
    yield from ("", *_head("Case", "Name", "When", "Votes:", "Question"))
    for case in sorted(cases, key=lambda case: (str(case.onset or "9999"), case.case)):
        yield _row(f"`{case.case}`", case.name, case.window, str(len(case.votes)), case.question)


def data_text(text: str) -> str:
    """docs/data.md with its tables written anew between their marks."""
    for name, lines in {
        "landmark": _landmark_checks(),
        "charters": _charter_checks(),
        "procedures": _procedure_checks(),
        "instruments": _instruments(),
        "premises": _premise_counts(),
        "importers": _importers(),
    }.items():
        marks = re.compile(rf"(<!-- written: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        table = "\n".join(lines) + "\n"
        text = marks.sub(lambda found, table=table: found[1] + table + found[2], text)  # type: ignore[misc]
    return text


def _landmark_checks() -> Iterator[str]:
    counts: Counter[tuple[str, str]] = Counter()
    for path in sorted(LANDMARK.glob("*.yaml")):
        for vote in read_document(path).value:
            counts[path.stem.partition("-")[0], vote["source"]["checked"]] += 1
    yield from _head("What the roll call was compared with", "Council:", "Assembly:")
    words = dict.fromkeys(words for (_, words), _ in counts.most_common())
    for checked in words:
        yield _row(checked, str(counts["council", checked]), str(counts["assembly", checked]))
    totals = [
        sum(n for (body, _), n in counts.items() if body == name)
        for name in ("council", "assembly")
    ]
    yield _row("all", *(str(total) for total in totals))


def _charter_checks() -> Iterator[str]:
    yield from _head("Body", "References:", "No check noted:", "The others")
    for slug in body_slugs():
        sources = list(_references(read_document(CHARTERS / f"{slug}.yaml").value))
        checks = Counter(_one(str(one.get("checked", ""))) for one in sources)
        silent = checks.pop("", 0)
        yield _row(f"`{slug}`", str(len(sources)), str(silent), " · ".join(_alike(checks)))


def _procedure_checks() -> Iterator[str]:
    yield from _head("Compared with", "References:")
    checks = Counter(
        _one(str(one.get("checked", ""))) or "no check noted"
        for slug in procedure_slugs()
        for one in _references(read_document(PROCEDURES / f"{slug}.yaml").value)
    )
    for words, number in sorted(checks.items(), key=lambda pair: (-pair[1], pair[0])):
        yield _row(words, str(number))


def _instruments() -> Iterator[str]:
    yield from _head("Instrument", "Since", "Articles:", "Paragraphs", "Checked against")
    for one in instruments().values():
        held = "all held" if one.is_whole else f"of {len(one.paragraphs)} articles"
        yield _row(
            one.name,
            str(one.since or "not held"),
            str(one.last - one.first + 1) if one.last else "not held",
            held if one.is_whole or one.paragraphs else "not held",
            one.checked,
        )


def _premise_counts() -> Iterator[str]:
    yield from _head("Value", "Premises:", "With a source:", "From memory:")
    rows: dict[str, list[Premise]] = {}
    for slug in case_slugs():
        for one in case_of(slug).premises.facts.values():
            kind = facts()[one.fact].kind
            told = str(one.value) if kind == "truth" and one.value else f"given ({kind})"
            rows.setdefault("unknown" if one.value is None else told, []).append(one)
    for told, ones in sorted(rows.items()):
        sources = sum(bool(one.source) for one in ones)
        memory = sum("memory" in f"{one.source} {one.note}" for one in ones)
        yield _row(told, str(len(ones)), str(sources), str(memory))


def _alike(checks: Mapping[str, int]) -> Iterator[str]:
    """The statements with how often each is made; those that differ in figures only, together."""
    groups: dict[str, list[str]] = {}
    for words in checks:
        groups.setdefault(re.sub(r"\d+(?:[.,]\d+)*", "…", words), []).append(words)
    counts = {key: sum(checks[words] for words in same) for key, same in groups.items()}
    for key in sorted(groups, key=lambda key: (-counts[key], key)):
        words = groups[key][0] if len(groups[key]) == 1 else key
        yield f"{words} ({counts[key]})"


def _references(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "document" in value:
            yield value
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def _importers() -> Iterator[str]:
    order = sorted(IMPORTERS, key=lambda one: one.precedence)
    yield from _head("Importer", "Source", "Files")
    yield from (_row(f"`{one.name}`", one.title, one.accepts) for one in order)


def _source(source: Source) -> str:
    return source.words() + (f" (checked: {_one(source.checked)})" if source.checked else "")


def _one(text: str) -> str:
    return " ".join(text.split())


def _head(*names: str) -> Iterator[str]:
    """The head of a table; a colon after a name sets its column to the right."""
    yield _row(*(name.rstrip(":") for name in names))
    yield "| " + " | ".join("---:" if name.endswith(":") else "---" for name in names) + " |"


def _row(*cells: str) -> str:
    return "| " + " | ".join(_one(cell).replace("|", "\\|") for cell in cells) + " |"


_TRUTHS_NOTE = (
    "How each path comes to each standing that one fact can bring it to. Written by\n"
    "`scripts/write_reference.py` from `tests/compare/path-truths.yaml`; tests hold every row.\n"
    "Nothing is known of the case but what a row says: the first row is what carries the path,\n"
    "and each row below it changes the facts, the ballots or the day named. What the facts ask\n"
    "is in the [reference](reference.md#facts); how a standing comes about, in [paths](paths.md)."
)


def truth_text() -> str:
    """The whole of docs/truth-tables.md."""
    tables = read_document(TRUTHS, TRUTHS.name).value
    lines = ["# Truth tables of the paths", "", _TRUTHS_NOTE]
    for slug in path_slugs():
        lines += ["", f"## {procedure_of(slug).name}", "", *_truths(slug, tables[slug])]
    return "\n".join(lines) + "\n"


def _truths(slug: str, table: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"`{slug}`, on {table['on']}", "")
    yield from _head("What is so", "Facts, ballots or day", "Comes to")
    first = next(one.value for one in Standing if one.value in table)
    yield _row(table[first], _given(table["given"], None, None), first)
    for turn in table["turns"]:
        told = _given(turn.get("facts", {}), turn.get("votes"), turn.get("on"))
        by = f" by {turn['by']}" if "by" in turn else ""
        yield _row(turn["says"], told, f"{turn['comes_to']}{by}")


def _given(known: Mapping[str, Any], votes: str | None, day: Any) -> str:
    words = [f"`{name}` {_value(value)}" for name, value in known.items()]
    words += [f"ballots `{votes}`"] if votes else []
    words += [f"on {day}"] if day else []
    return ", ".join(words) or "none"


def _value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def main() -> None:
    """Write all three pages."""
    REFERENCE.write_text(reference_text(), encoding="utf-8")
    TRUTH_TABLES.write_text(truth_text(), encoding="utf-8")
    if DATA.exists():
        DATA.write_text(data_text(DATA.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
