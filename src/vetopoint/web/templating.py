"""The templates of the workbench, and what they may call."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from vetopoint import __version__
from vetopoint.law.ballots import SIGNS
from vetopoint.web.asks import address
from vetopoint.web.views import Table

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["aligned", "rendered", "unbroken"]

SMALLEST, MOST_DECIMALS = 0.0001, 4
SYMBOL = re.compile(r"\b[SA]/(?:RES/|PV\.|ES-)?[\w./-]*\d(?:\([\w-]+\))?")


def rendered(template: str, **context: Any) -> str:
    """A template filled in."""
    return _environment().get_template(template).render(**context)


def unbroken(text: str) -> Markup:
    """The text with document symbols kept on one line.

    >>> str(unbroken("See S/1999/328."))
    'See <span class="symbol">S/1999/328</span>.'
    """
    return Markup(SYMBOL.sub(r'<span class="symbol">\g<0></span>', str(escape(text))))


def _long_day(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def aligned(table: Table) -> list[list[str]]:
    """The cells of a table as text, every column of numbers with its own count of decimals.

    >>> rows = [{"n": 1.5}, {"n": 0.25}, {"n": None}]
    >>> aligned(Table("Numbers", (("n", "N", True),), rows))
    [['1.50'], ['0.25'], ['']]
    """
    places = {key: _decimals(row.get(key) for row in table.rows) for key in table.keys}
    return [
        [
            f"{row[key]:.{places[key]}f}" if isinstance(row[key], float) else _cell(row[key])
            for key in table.keys
        ]
        for row in table.rows
    ]


def _decimals(values: Iterable[Any]) -> int:
    written = (repr(value).partition(".")[2] for value in values if isinstance(value, float))
    return min(max((len(part) for part in written), default=0), MOST_DECIMALS)


def _share(value: Fraction | float) -> str:
    """A share to four decimals, so that a column of them lines up; the smallest said in words."""
    if 0 < value < SMALLEST:
        return f"under {SMALLEST:.4f}"
    return f"{float(value):.4f}"


def _safe_json(text: str) -> Markup:
    """JSON as it may stand inside a script element: nothing in it can end the element."""
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))


def _asset(name: str) -> str:
    """The address of a static file, which changes with the version."""
    return f"/static/{name}?v={_stamp()}"


@cache
def _stamp() -> str:
    import hashlib

    digest = hashlib.sha256(__version__.encode())
    folder = files("vetopoint") / "web" / "static"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.is_file():
            digest.update(file.read_bytes())
    return digest.hexdigest()[:10]


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from vetopoint.web.routes import PAGES

    environment = Environment(
        loader=PackageLoader("vetopoint", "web/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "symbols": unbroken,
        "long_day": _long_day,
        "cell": _cell,
        "share": _share,
        "capitalize_first": lambda text: text[:1].upper() + text[1:],
        "safe_json": _safe_json,
        "vote_url": lambda symbol: address(f"/vote/{symbol}"),
    }
    environment.globals |= {
        "aligned": aligned,
        "asset": _asset,
        "menu": [page for page in PAGES if page.menu],
        "known_paths": {page.path for page in PAGES},
        "signs": {ballot.value: sign for ballot, sign in SIGNS.items()},
        "version": __version__,
    }
    return environment
