"""A document as a list of blocks, so that page, paper and Markdown say the same."""

from __future__ import annotations

from attrs import field, frozen

from vetopoint.brief.frame import Frame

__all__ = [
    "Article",
    "Block",
    "Bullets",
    "Cell",
    "Figure",
    "Frame",
    "Heading",
    "Prose",
    "Roll",
    "Table",
    "Verdict",
]


@frozen(kw_only=True)
class Block:
    """Any part of a document; `kind` names the part for templates."""

    @property
    def kind(self) -> str:
        """The name of the part, in small letters."""
        return type(self).__name__.lower()


@frozen
class Heading(Block):
    """A heading of level 2 or 3."""

    text: str
    level: int = 2


@frozen
class Prose(Block):
    """A paragraph; `tone` is plain, note or warning, and `lead` stands before it in bold."""

    text: str
    tone: str = "plain"
    lead: str = ""


@frozen
class Bullets(Block):
    """A list, with a sentence before it."""

    items: tuple[str, ...]
    lead: str = ""
    text: str = ""


@frozen
class Roll(Block):
    """Who cast which ballot: sign, label and names."""

    entries: tuple[tuple[str, str, str], ...]


@frozen
class Verdict(Block):
    """The head of a vote: its symbol, where and when, its title, the verdict and the reason."""

    symbol: str
    meta: str
    title: str
    headline: str
    tally: str
    reason: str


@frozen
class Figure(Block):
    """A drawing as SVG, with what it shows in words, and its numbers as rows under columns."""

    svg: str = field(repr=False)
    words: str
    frame: Frame
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@frozen
class Cell:
    """A cell: its text, smaller lines below it, and whether the text is a result to be seen."""

    text: str
    small: tuple[str, ...] = ()
    is_result: bool = False


@frozen
class Table(Block):
    """A table whose first column heads its rows; its question is the title of its frame.

    `name` gives its columns their widths, on the page and on paper.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    frame: Frame
    name: str = ""


@frozen
class Article(Block):
    """Blocks that belong to one vote."""

    blocks: tuple[Block, ...]
