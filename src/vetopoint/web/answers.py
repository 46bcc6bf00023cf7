"""An address in, an answer out: the page is found, asked, written, and kept while it stays true."""

from __future__ import annotations

import datetime
import re
import sys
import threading
import traceback
from collections import OrderedDict
from collections.abc import Sequence
from http import HTTPStatus

from attrs import evolve, frozen

from vetopoint.errors import VetopointError
from vetopoint.record.catalogue import AmbiguousSymbolError
from vetopoint.record.store import StoreBusyError, StoreDamagedError
from vetopoint.web.asks import Ask, Elsewhere, address
from vetopoint.web.forecasting import StillLearningError
from vetopoint.web.forms import FORMS, Written, written
from vetopoint.web.patience import StillWorkingError
from vetopoint.web.provenance import record_stamp
from vetopoint.web.routes import Page, page_at
from vetopoint.web.views import View

__all__ = ["Answers", "NoPageError", "refusal"]

LARGEST_KEPT = 2_000_000
# What a sentence advises a reader at the terminal.
TERMINAL = re.compile(r" \(\./vetopoint [^)]*\)")


class NoPageError(VetopointError, LookupError):
    """No page has this address."""


@frozen
class _Key:
    ask: Ask
    stamp: object


class Answers:
    """Answers by address, the least used forgotten first; a new record or day makes them anew.

    `room` is in bytes, addresses counted in: some three hundred pages, so that it is full, and
    memory flat, a few hundred new addresses after the start.
    """

    def __init__(self, room: int = 12_000_000) -> None:
        self.room, self.held = room, 0
        self.kept: OrderedDict[_Key, Written] = OrderedDict()
        self.lock = threading.Lock()

    def answer(self, path: str, query: Sequence[tuple[str, str]]) -> Written | Elsewhere:
        """The answer at an address; every error becomes a page that says what to do."""
        ask = Ask(path, (), tuple(query), "html", datetime.date.today())
        try:
            page, ask = _found(ask)
            key = _Key(ask, record_stamp())
            if (known := self._known(key)) is not None:
                return known
            view = page.view(ask)
            if isinstance(view, Elsewhere):
                return view
            made = written(ask, view)
        except Exception as error:  # noqa: BLE001 - no question ends in a traceback
            return refusal(ask, error)
        self._keep(key, made)
        return made

    def _known(self, key: _Key) -> Written | None:
        with self.lock:
            if key in self.kept:
                self.kept.move_to_end(key)
            return self.kept.get(key)

    def _keep(self, key: _Key, made: Written) -> None:
        if made.status != HTTPStatus.OK or len(made.body) > LARGEST_KEPT:
            return
        with self.lock:
            if key not in self.kept:
                self.held += _size(key, made)
            self.kept[key] = made
            while self.held > self.room:
                self.held -= _size(*self.kept.popitem(last=False))


def _size(key: _Key, made: Written) -> int:
    """What an answer takes up, about: its body, its address, and what Python keeps for each."""
    return len(made.body) + sum(len(name) + len(value) for name, value in key.ask.query) + 2_000


def _found(ask: Ask) -> tuple[Page, Ask]:
    """The page at the address; a suffix such as .json asks for another form."""
    path = ask.path if ask.path == "/" else ask.path.rstrip("/")
    stem, dot, suffix = path.rpartition(".")
    form = suffix if dot and suffix in FORMS and suffix != "html" else "html"
    bare = stem if form != "html" else path
    bare = "/" if bare == "/index" else bare
    if (found := page_at(bare)) is None:
        raise NoPageError(f"There is no page at {ask.path[:120]}.")
    page, names = found
    return page, evolve(ask, path=bare, names=tuple(names.items()), form=form)


def refusal(ask: Ask, error: Exception) -> Written:
    """The page for an error: what was wrong with the question, or that the fault is ours."""
    status = _status(error)
    links: tuple[tuple[str, str], ...] = ()
    if isinstance(error, AmbiguousSymbolError):
        links = tuple((symbol, address(f"/vote/{symbol}")) for symbol in error.candidates)
    sentence = TERMINAL.sub("", str(error))
    if not isinstance(error, VetopointError):
        traceback.print_exception(error, file=sys.stderr)
        sentence = (
            "The fault is ours, not yours: the page could not be worked out. "
            "The terminal that runs the workbench shows the details."
        )
    said = {"status": status, "sentence": sentence, "links": links}
    context = {**said, "again": isinstance(error, StillLearningError | StillWorkingError)}
    title = "One moment" if context["again"] else HTTPStatus(status).phrase
    view = View("refusal.html", title, context, lambda: {"error": said})
    form = ask.form if ask.form in ("html", "json") else "html"
    return evolve(written(evolve(ask, form=form), view), status=status, filename="")


def _status(error: Exception) -> int:
    match error:
        case AmbiguousSymbolError():
            return HTTPStatus.MULTIPLE_CHOICES
        case StoreBusyError() | StoreDamagedError() | StillLearningError() | StillWorkingError():
            return HTTPStatus.SERVICE_UNAVAILABLE
        case VetopointError() if isinstance(error, LookupError):
            return HTTPStatus.NOT_FOUND
        case VetopointError():
            return HTTPStatus.BAD_REQUEST
        case _:
            return HTTPStatus.INTERNAL_SERVER_ERROR
