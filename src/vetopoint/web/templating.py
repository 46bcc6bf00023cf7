"""The templates of the workbench, and what they may call."""

from __future__ import annotations

import datetime
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from vetopoint import __version__
from vetopoint.web.asks import address

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["rendered", "unbroken"]

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
        "capitalize_first": lambda text: text[:1].upper() + text[1:],
        "safe_json": _safe_json,
        "vote_url": lambda symbol: address(f"/vote/{symbol}"),
    }
    environment.globals |= {
        "asset": _asset,
        "menu": [page for page in PAGES if page.menu],
        "known_paths": {page.path for page in PAGES},
        "version": __version__,
    }
    return environment
