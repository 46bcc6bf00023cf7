"""Every page of the workbench, in one place: its address, its module and its place in the menu."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from functools import cached_property

from attrs import field, frozen

from vetopoint.web.asks import Ask, Elsewhere
from vetopoint.web.views import View

__all__ = ["PAGES", "Page", "page_at"]


@frozen(slots=False)
class Page:
    """A page: `path` as `/body/{slug}` (`{name...}` takes slashes), its module under `web.pages`.

    `menu` is its word in the menu, or nothing. `about` says in one sentence what it answers.
    """

    path: str
    module: str
    about: str
    menu: str = ""
    function: str = "view"
    pattern: re.Pattern[str] = field(init=False, eq=False, repr=False)

    @pattern.default
    def _pattern(self) -> re.Pattern[str]:
        parts = re.split(r"\{(\w+)(\.\.\.)?\}", self.path)
        text = re.escape(parts[0])
        for name, long, tail in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
            text += f"(?P<{name}>{'.+' if long else '[^/]+'}){re.escape(tail)}"
        return re.compile(text)

    @cached_property
    def view(self) -> Callable[[Ask], View | Elsewhere]:
        """The page's function; its module is imported when it is first asked for."""
        module = importlib.import_module(f"vetopoint.web.pages.{self.module}")
        function: Callable[[Ask], View | Elsewhere] = getattr(module, self.function)
        return function


PAGES: tuple[Page, ...] = (
    Page("/", "front", "Where to begin."),
    Page("/body", "bodies", "Every body and design, with its span.", "Chamber"),
    Page("/body/{slug}", "chamber", "A body on a day: change a vote, see the verdict at once."),
    Page(
        "/votes",
        "record",
        "Every recorded vote, by subject, member, body, day and outcome.",
        "Record",
    ),
    Page(
        "/vote/{symbol...}",
        "vote",
        "One vote: who voted how, the verdict, who could have changed it.",
    ),
    Page("/vetoes", "vetoes", "Every veto by member, year and subject, each a link.", "Vetoes"),
    Page("/compare", "basket", "Up to eight votes side by side.", "Compare"),
    Page("/positions", "positions", "Where members stand, over time and on the map.", "Positions"),
    Page("/forecast", "forecast", "How a draft might go, from the votes before it.", "Forecast"),
    Page("/power", "power", "How often each member decides, by any index.", "Power"),
    Page("/cases", "cases", "Coded crises, each opening as its brief.", "Cases"),
    Page("/cases/compare", "cases", "Cases side by side, and the nearest.", function="compared"),
    Page("/case/{slug}", "case", "The brief of a case."),
    Page("/qca", "qca", "Which combinations of conditions go with the use of force."),
    Page("/paths", "paths", "When a body is blocked, what is left: every case.", "Paths", "index"),
    Page("/paths/{slug}", "paths", "The paths of a case, and premises to change."),
    Page("/agreement", "agreement", "How alike two members vote, over the years."),
    Page("/cohesion", "agreement", "How united a group votes.", function="united"),
    Page(
        "/claims", "claims", "Claims held against the record, and what falls with them.", "Claims"
    ),
    Page("/models", "models", "Textbook models of the questions around a vote.", "Models"),
    Page("/model/{slug}", "models", "One model, solved for your inputs.", function="one"),
)


def page_at(path: str) -> tuple[Page, dict[str, str]] | None:
    """The page at a path with the names in it, or None.

    >>> page, names = page_at("/body/un-security-council")
    >>> page.module, names
    ('chamber', {'slug': 'un-security-council'})
    """
    for page in PAGES:
        if found := page.pattern.fullmatch(path):
            return page, found.groupdict()
    return None
