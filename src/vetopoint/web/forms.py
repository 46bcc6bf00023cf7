"""A page's answer written as HTML, JSON, CSV, SVG or PDF."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from attrs import evolve, frozen

from vetopoint.web.asks import Ask, QueryError
from vetopoint.web.provenance import provenance
from vetopoint.web.templating import rendered
from vetopoint.web.views import Table, View

__all__ = ["FORMS", "Written", "written"]

FORMS: Mapping[str, str] = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
}
"""The forms of an answer and their media types."""


@frozen
class Written:
    """An answer ready to be sent."""

    body: bytes
    media_type: str
    status: int = 200
    filename: str = ""


def written(ask: Ask, view: View) -> Written:
    """The view in the form asked for.

    Raises
    ------
    QueryError
        If the page has no answer in this form.
    """
    if ask.form != "html" and ask.form not in view.forms:
        offered = ", ".join(view.forms) or "none"
        raise QueryError(f"this page has no .{ask.form}; besides the page itself it has: {offered}")
    if ask.form in _OF_A_FIGURE:
        view = _figure_alone(ask, view)
    body = _WRITERS[ask.form](ask, view)
    name = "" if ask.form == "html" else _filename(ask)
    return Written(body, FORMS[ask.form], view.status, name)


_OF_A_FIGURE = {"csv": "table", "svg": "picture"}


def _figure_alone(ask: Ask, view: View) -> View:
    """The page with the rows and the picture of the figure asked for instead of its own."""
    name, has = ask.text("figure"), _OF_A_FIGURE[ask.form]
    if not name and getattr(view, has):
        return view
    known = {key: one for key, one in view.figures.items() if getattr(one, has)}
    name = name or next(iter(known))
    if name not in known:
        offered = " or ".join(known) or "none"
        raise QueryError(f"figure={name[:40]} is not here as .{ask.form}; choose {offered}")
    return evolve(view, picture=known[name].picture, table=known[name].table)


def _filename(ask: Ask) -> str:
    words = "-".join(part for part in (ask.path.strip("/"), ask.text("figure")) if part)
    kept = "".join(c if c.isalnum() or c in "-_." else "-" for c in words)
    return f"vetopoint-{kept[:80] or 'index'}.{ask.form}"


def _html(ask: Ask, view: View) -> bytes:
    text = rendered(view.template, ask=ask, view=view, title=view.title, **view.context)
    return text.encode()


def _json(ask: Ask, view: View) -> bytes:
    assert view.payload is not None
    value = {**view.payload(), "provenance": provenance(ask, view.filters, view.data)}
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _csv(ask: Ask, view: View) -> bytes:
    """Lines that begin with # say where the rows come from; then a header and the rows."""
    assert view.table is not None
    table, about = view.table(), provenance(ask, view.filters, view.data)
    out = io.StringIO()
    for line in _comments(table, about):
        out.write(f"# {' '.join(line.split())}\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.keys)
    for row in table.rows:
        writer.writerow([_cell(row.get(key)) for key in table.keys])
    return out.getvalue().encode()


def _comments(table: Table, about: Mapping[str, Any]) -> list[str]:
    lines = [table.caption, f"{about['program']} {about['version']}, {about['licence']}"]
    lines.append(f"address: {about['address']}")
    lines += [f"{name}: {value}" for name, value in about["filters"].items()]
    lines += [f"data: {entry['name']} sha256 {entry['sha256']}" for entry in about["data"]]
    return lines


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return str(value)


def _svg(ask: Ask, view: View) -> bytes:
    """The picture, with what it rests on as metadata that stays in the file."""
    assert view.picture is not None
    about = json.dumps(provenance(ask, view.filters, view.data), ensure_ascii=False)
    head, end, rest = view.picture().partition(">")
    return f"{head}{end}<metadata>{escape(about)}</metadata>{rest}".encode()


def _pdf(ask: Ask, view: View) -> bytes:
    assert view.document is not None
    return view.document()


_WRITERS: Mapping[str, Callable[[Ask, View], bytes]] = {
    "html": _html,
    "json": _json,
    "csv": _csv,
    "svg": _svg,
    "pdf": _pdf,
}
