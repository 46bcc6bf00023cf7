"""A second coder's reading of the cases beside the first: agreement, and the cells in dispute.

A coding is a YAML file of its own (`coder:` with `cells:`), a CSV file with the columns case,
condition and value, or whole case files coded anew.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from pathlib import Path

from attrs import field, frozen

from vetopoint.compare.cases import CONDITIONS, CONFIDENCE, Case, case_from, case_of, case_slugs
from vetopoint.compare.reliability import alpha, alpha_interval, kappa
from vetopoint.errors import VetopointError
from vetopoint.law.bodies import unknown_name
from vetopoint.law.documents import BadDocumentError, Node, parse_document, read_document

__all__ = [
    "CODED",
    "Agreement",
    "CodedCell",
    "CodersError",
    "Coding",
    "Dispute",
    "Measure",
    "agreement",
    "codings_at",
    "first_coding",
    "template",
]

OUTCOME = "intervention"
# What is coded of each case, and the level of measurement at which coders can differ.
CODED: Mapping[str, str] = {
    name: "interval" if name == "deaths_order" else "nominal" for name in (*CONDITIONS, OUTCOME)
}
QUESTIONS: Mapping[str, str] = {
    **CONDITIONS,
    "deaths_order": "How many died? Write the power of ten: 3 for a thousand, 3.5 for 3,000.",
    OUTCOME: "Was force used on the victim's side?",
}
ALL = "all yes-or-no cells"


class CodersError(VetopointError, ValueError):
    """Codings that cannot be laid beside each other."""


@frozen
class CodedCell:
    """One cell as one coder read it; a value of None is coded as unknown."""

    value: Fraction | None
    confidence: str = ""
    note: str = ""
    source: str = ""


@frozen
class Coding:
    """All cells of one coder, by case and condition; a cell not coded is not in it."""

    coder: str
    file: str
    cells: Mapping[tuple[str, str], CodedCell] = field(hash=False)


@frozen
class Measure:
    """Agreement on one condition, or on all cells together.

    `cells` were coded by at least two; `one_unknown` are coded by some and unknown to others.
    `kappas` has one value for each pair of coders. A measure is None where it is not defined.
    """

    condition: str
    level: str
    cells: int
    agreed: int
    one_unknown: int
    alpha: Fraction | None
    interval: tuple[float, float] | None
    kappas: tuple[Fraction | None, ...]


@frozen
class Dispute:
    """A cell on which coders differ, or which some know and others do not."""

    case: str
    condition: str
    cells: tuple[CodedCell | None, ...]
    is_difference: bool


@frozen
class Agreement:
    """Two or more codings beside each other."""

    coders: tuple[str, ...]
    measures: tuple[Measure, ...]
    disputes: tuple[Dispute, ...]
    only_one: int

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The pairs of coders, in the order of each measure's kappas."""
        return tuple(combinations(self.coders, 2))


def first_coding() -> Coding:
    """The coding that ships with the cases.

    >>> first_coding().cells["kosovo-1999", "mass_atrocity"].value
    Fraction(1, 1)
    """
    cells: dict[tuple[str, str], CodedCell] = {}
    for slug in case_slugs():
        cells |= _cells_of_case(case_of(slug))
    return Coding("vetopoint-1", "", cells)


def _cells_of_case(case: Case) -> Iterator[tuple[tuple[str, str], CodedCell]]:
    for name, fact in case.facts.items():
        yield (
            (case.case, name),
            CodedCell(_fraction(fact.value), fact.confidence, fact.note, fact.source),
        )
    outcome = case.outcome
    yield (
        (case.case, OUTCOME),
        CodedCell(_fraction(outcome.intervention), outcome.confidence, outcome.note, ""),
    )


def _fraction(value: float | None) -> Fraction | None:
    return None if value is None else Fraction(repr(value))


def codings_at(path: Path, own: Sequence[str] = ()) -> list[Coding]:
    """The codings in a file, or in every .yaml and .csv file of a folder.

    They are of cases that ship, or of the user's `own`.

    Raises
    ------
    BadDocumentError
        With the file, the line, the key and the remedy.
    CodersError
        If the folder holds no coding.
    """
    if not path.is_dir():
        return _joined([_coding(path, own)])
    files = sorted(one for one in path.iterdir() if one.suffix in {".yaml", ".yml", ".csv"})
    if not files:
        raise CodersError(f"{path} holds no .yaml or .csv file; put the coder's file there")
    return _joined([_coding(one, own) for one in files])


def _joined(codings: Iterable[Coding]) -> list[Coding]:
    """Codings of one coder in several files, as of whole cases, are one."""
    found: dict[str, Coding] = {}
    for coding in codings:
        earlier = found.get(coding.coder)
        cells = {**earlier.cells, **coding.cells} if earlier else coding.cells
        found[coding.coder] = Coding(coding.coder, coding.file, cells)
    return list(found.values())


def _coding(path: Path, own: Sequence[str]) -> Coding:
    if path.suffix == ".csv":
        return _coding_of_csv(path, own)
    document = read_document(path)
    if "case" in document.mapping():
        case = case_from(document)
        coders = sorted({fact.coder for fact in case.facts.values()})
        return Coding(" and ".join(coders), str(path), dict(_cells_of_case(case)))
    return _coding_of(document, own)


def _coding_of(node: Node, own: Sequence[str]) -> Coding:
    node.only("coder", "about", "date", "cells")
    cells: dict[tuple[str, str], CodedCell] = {}
    if "cells" not in node:
        raise node.fail("'cells' is missing; give cases with their coded conditions")
    for slug, entry in node.entries("cells"):
        if slug not in (known := (*case_slugs(), *own)):
            raise entry.fail(unknown_name("case", slug, known, "./vetopoint cases"))
        for name in entry.only(*CODED).mapping():
            cells[slug, name] = _cell(entry, name)
    return Coding(node.word("coder"), node.file, cells)


def _cell(node: Node, name: str) -> CodedCell:
    entry = node[name]
    if not isinstance(entry.value, dict):
        return CodedCell(_value(entry, name, entry.value))
    entry.only("value", "confidence", "note", "source")
    if "value" not in entry.mapping():
        raise entry.fail("'value' is missing; give a number, or null for unknown")
    return CodedCell(
        _value(entry, name, entry.mapping()["value"]),
        entry.choice("confidence", CONFIDENCE) if "confidence" in entry else "",
        entry.word("note", ""),
        entry.word("source", ""),
    )


def _value(node: Node, name: str, value: object) -> Fraction | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise node.fail(f"expected a number or null for unknown, found {value!r}")
    if CODED[name] == "nominal" and name != OUTCOME and value not in {0, 1}:
        raise node.fail(f"expected 1 for yes, 0 for no or null for unknown, found {value!r}")
    return Fraction(repr(value))


def _coding_of_csv(path: Path, own: Sequence[str]) -> Coding:
    """Rows become the YAML form, so that both are held to the same rules."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise BadDocumentError(str(path), None, "", f"cannot be read: {reason}") from error
    reader = csv.DictReader(io.StringIO(text))
    wanted = ("case", "condition", "value")
    if lacking := [name for name in wanted if name not in (reader.fieldnames or ())]:
        raise BadDocumentError(
            str(path), 1, "", f"the column {lacking[0]!r} is missing; give {', '.join(wanted)}"
        )
    cells: dict[tuple[str, str], CodedCell] = {}
    coder = path.stem
    for number, row in enumerate(reader, 2):
        slug, name = row["case"], row["condition"]
        coder = row.get("coder") or coder
        slugs = (*case_slugs(), *own)
        for kind, given, known in (("case", slug, slugs), ("condition", name, CODED)):
            if given not in known:
                problem = unknown_name(kind, str(given), known, "./vetopoint cases template")
                raise BadDocumentError(str(path), number, "", problem)
        if (slug, name) in cells:
            raise BadDocumentError(str(path), number, "", f"{slug} {name} stands twice; keep one")
        node = parse_document(f"value: {row['value'] or 'null'}\n", str(path))
        try:
            value = _value(node, name, node.mapping()["value"])
        except BadDocumentError as error:
            raise BadDocumentError(str(path), number, name, error.problem) from error
        rest = (row.get(key) or "" for key in ("confidence", "note", "source"))
        cells[slug, name] = CodedCell(value, *rest)
    return Coding(coder, str(path), cells)


def agreement(codings: Sequence[Coding]) -> Agreement:
    """Agreement of two or more codings, condition by condition and over all yes-or-no cells.

    >>> one = first_coding()
    >>> found = agreement([one, Coding("again", "", one.cells)])
    >>> found.measures[-1].alpha, found.disputes
    (Fraction(1, 1), ())

    Raises
    ------
    CodersError
        For fewer than two coders, or two of one name.
    """
    names = [coding.coder for coding in codings]
    if len(names) < 2:
        raise CodersError("one coding is given; agreement needs two or more")
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise CodersError(
            f"two codings are by {repeated[0]!r}; give each coder a name of its own under coder:"
        )
    places = sorted({place for coding in codings for place in coding.cells}, key=_order)
    shared = [place for place in places if sum(place in c.cells for c in codings) > 1]
    if not shared:
        raise CodersError("no cell is coded by two of the coders; is it the same list of cases?")
    measures = [
        _measure(name, level, [p for p in shared if p[1] == name], codings)
        for name, level in CODED.items()
    ]
    plain = [place for place in shared if CODED[place[1]] == "nominal"]
    measures.append(_measure(ALL, "nominal", plain, codings))
    disputes = (_dispute(place, codings) for place in shared)
    return Agreement(
        tuple(names),
        tuple(measures),
        tuple(dispute for dispute in disputes if dispute),
        len(places) - len(shared),
    )


def _order(place: tuple[str, str]) -> tuple[str, int]:
    return place[0], list(CODED).index(place[1])


def _measure(
    name: str, level: str, places: Sequence[tuple[str, str]], codings: Sequence[Coding]
) -> Measure:
    units = [[_known(coding, place) for coding in codings] for place in places]
    known = [[value for value in unit if value is not None] for unit in units]
    several = [unit for unit in known if len(unit) > 1]
    pairs = combinations(range(len(codings)), 2)
    # Kappa takes values as names, which numbers of deaths are not.
    kappas = (kappa((u[a], u[b]) for u in units) if level == "nominal" else None for a, b in pairs)
    return Measure(
        condition=name,
        level=level,
        cells=len(several),
        agreed=sum(len(set(unit)) == 1 for unit in several),
        one_unknown=sum(
            0 < len(unit) < _coded(place, codings)
            for unit, place in zip(known, places, strict=True)
        ),
        alpha=alpha(units, level),
        interval=alpha_interval(units, level),
        kappas=tuple(kappas),
    )


def _known(coding: Coding, place: tuple[str, str]) -> Fraction | None:
    return coding.cells[place].value if place in coding.cells else None


def _coded(place: tuple[str, str], codings: Sequence[Coding]) -> int:
    return sum(place in coding.cells for coding in codings)


def _dispute(place: tuple[str, str], codings: Sequence[Coding]) -> Dispute | None:
    cells = tuple(coding.cells.get(place) for coding in codings)
    values = {cell.value for cell in cells if cell is not None}
    if len(values) < 2:
        return None
    return Dispute(*place, cells, len(values - {None}) > 1)


def template(coder: str, slugs: Iterable[str] | None = None, own: Iterable[Case] = ()) -> str:
    """An empty coder's file: every case and question, nothing coded yet; `own` are not shipped.

    >>> print(template("second", ["kosovo-1999"])[:14])
    coder: second
    """
    lines = [
        f"coder: {coder}",
        "# 1 is yes, 0 is no, null is unknown; delete what you do not code.",
    ]
    lines += [f"# {name}: {QUESTIONS[name]}" for name in CODED]
    lines.append("cells:")
    named = case_slugs() if slugs is None else slugs
    for case in (*map(case_of, named), *own):
        lines.append(f"  {case.case}:  # {case.name}: {case.question}")
        lines += [
            f"    {name}: {{value: null, confidence: low, note: '', source: ''}}" for name in CODED
        ]
    return "\n".join(lines) + "\n"
