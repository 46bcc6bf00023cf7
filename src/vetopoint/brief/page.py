"""The brief as one self-contained HTML page that prints to A4; it asks no host for anything."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from vetopoint.brief.document import brief_blocks, kicker
from vetopoint.brief.report import Brief

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["brief_page"]

_SYMBOL = re.compile(r"\b[SA]/(?:RES/|PV\.|ES-)?[\w./-]*\d(?:\([\w-]+\))?")


def brief_page(brief: Brief) -> str:
    """The page as text; the same brief gives the same bytes."""
    template = _environment().get_template("brief.html")
    page = template.render(
        case=brief.case,
        kicker=kicker(brief.case),
        blocks=brief_blocks(brief),
        style=Markup(_stylesheet()),
    )
    return re.sub(r"\n\s*\n+", "\n", page)


@cache
def _stylesheet() -> str:
    return (files("vetopoint") / "web" / "static" / "style.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("vetopoint", "brief/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"symbols": _unbroken, "drawn": Markup}
    return environment


def _unbroken(text: str) -> Markup:
    """The text with document symbols kept on one line."""
    return Markup(_SYMBOL.sub(r'<span class="symbol">\g<0></span>', str(escape(text))))
