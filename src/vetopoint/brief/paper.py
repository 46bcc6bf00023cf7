"""The brief as a PDF for paper, set by Typst: the same blocks as the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files

from vetopoint.brief.blocks import (
    Article,
    Block,
    Bullets,
    Cell,
    Figure,
    Frame,
    Heading,
    Prose,
    Roll,
    Table,
    Verdict,
)
from vetopoint.brief.charts import colours
from vetopoint.brief.document import brief_blocks, kicker
from vetopoint.brief.report import Brief
from vetopoint.errors import VetopointError

__all__ = ["NoTypesetterError", "brief_pdf", "brief_typst"]

# Typst carries this face with it, so that the same brief gives the same bytes on every machine.
FACE = "Libertinus Serif"
WIDTHS: Mapping[str, str] = {
    "": "(1.1fr, 1.5fr, 1.9fr)",
    "analogues": "(1.3fr, 1.7fr, 0.7fr, 1.1fr)",
    "claims": "(1.4fr, 0.75fr, 1.8fr, 1.3fr)",
    "paths": "(1.1fr, 1.3fr, 1.9fr)",
    "precedents": "(1fr, 3fr)",
}
SEATS = """
.seat-for{{fill:{for};stroke:{for}}}.seat-against{{fill:{against};stroke:{against}}}
.seat-abstain{{fill:none;stroke:{abstain};stroke-width:2.5}}
.seat-absent{{fill:none;stroke:{quiet};stroke-width:1.5;stroke-dasharray:2 3}}
.seat-unknown{{fill:{rule};stroke:{quiet}}}
.ring{{fill:none;stroke:{ink};stroke-width:1.5}}
text{{font-family:'{face}'}}
.sign{{fill:#ffffff;font-weight:700;font-size:17px;text-anchor:middle}}
.sign-abstain,.sign-absent,.sign-unknown{{fill:{ink}}}
.seat-label{{fill:{ink};font-size:15px}}.seat-code{{display:none}}
.cast{{fill:{ink};font-weight:700;font-size:20px;text-anchor:middle}}
.table-line{{fill:none;stroke:{rule};stroke-width:2}}
.figure-tally{{fill:{ink};font-weight:600;font-size:30px;text-anchor:middle}}
.figure-verdict{{fill:{ink};font-size:16px;text-anchor:middle}}
"""


class NoTypesetterError(VetopointError, ImportError):
    """Typst is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "a PDF needs the extra pdf, which is not installed; run ./vetopoint install pdf, or "
            "write .html and print it"
        )


def brief_pdf(brief: Brief) -> bytes:
    """The brief as a tagged PDF on A4; the same brief gives the same bytes.

    Raises
    ------
    NoTypesetterError
        If the extra `pdf` is not installed; the sentence says how to install it.
    """
    try:
        import typst
    except ImportError as error:
        raise NoTypesetterError from error
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    return bytes(typst.compile(brief_typst(brief).encode(), font_paths=fonts))


def brief_typst(brief: Brief) -> str:
    """The brief as Typst source, which a reader may set in another way.

    >>> from vetopoint.brief.whole import whole_brief
    >>> from vetopoint.compare.cases import case_of
    >>> '#opening("Vetopoint brief' in brief_typst(whole_brief(case_of("kosovo-1999")))
    True
    """
    case = brief.case
    look = files("vetopoint") / "brief" / "templates" / "brief.typ"
    return "\n".join(
        [
            f"#set document(title: {_text(case.name)}, date: none)",
            f"#let slug = {_text(f'Vetopoint brief: {case.case}')}",
            look.read_text(encoding="utf-8"),
            f"#opening({_text(kicker(case))}, {_text(case.name)}, {_text(case.question)})",
            *map(_source, brief_blocks(brief)),
            "",
        ]
    )


def _text(words: str) -> str:
    """A string of Typst: nothing in it is read as markup."""
    joined = " ".join(words.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{joined}"'


def _list(parts: Iterable[str]) -> str:
    return "(" + "".join(f"{part}, " for part in parts) + ")"


def _source(block: Block) -> str:
    return _WRITERS[type(block)](block)


def _heading(block: Heading) -> str:
    return f"#heading(level: {block.level}, {_text(block.text)})"


def _prose(block: Prose) -> str:
    return f"#prose({_text(block.text)}, tone: {_text(block.tone)}, lead: {_text(block.lead)})"


def _bullets(block: Bullets) -> str:
    items = _list(map(_text, block.items))
    return f"#bullets({items}, lead: {_text(block.lead)}, body: {_text(block.text)})"


def _roll(block: Roll) -> str:
    return f"#roll({_list(_list(map(_text, entry)) for entry in block.entries)})"


def _verdict(block: Verdict) -> str:
    named = {
        "symbol": block.symbol,
        "meta": block.meta,
        "title": block.title,
        "headline": block.headline,
        "tally": block.tally,
        "reason": block.reason,
    }
    return f"#verdict({', '.join(f'{name}: {_text(words)}' for name, words in named.items())})"


def _framing(frame: Frame) -> str:
    return ", ".join(map(_text, (frame.how_to_read, frame.does_not_show, frame.source)))


def _figure(block: Figure) -> str:
    style = SEATS.format(face=FACE, **dict(colours().items()))
    head, end, rest = block.svg.partition(">")
    svg = f"{head}{end}<style>{style}</style>{rest}"
    title = _text(block.frame.title)
    return f"#drawing({title}, {_text(svg)}, {_text(block.words)}, {_framing(block.frame)})"


def _table(block: Table) -> str:
    rows = _list(_list(map(_cell, row)) for row in block.rows)
    columns = _list(map(_text, block.columns))
    widths = WIDTHS[block.name]
    title = _text(block.frame.title)
    return f"#rows({title}, {widths}, {columns}, {rows}, {_framing(block.frame)})"


def _cell(cell: Cell) -> str:
    return f"({_text(cell.text)}, {_list(map(_text, cell.small))})"


def _article(block: Article) -> str:
    return "\n".join(map(_source, block.blocks))


_WRITERS: Mapping[type[Block], Callable[..., str]] = {
    Heading: _heading,
    Prose: _prose,
    Bullets: _bullets,
    Roll: _roll,
    Verdict: _verdict,
    Figure: _figure,
    Table: _table,
    Article: _article,
}
