"""Answers that take long: a reader waits a moment, and then is told, while the work goes on."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar

from vetopoint.errors import VetopointError

__all__ = ["PATIENCE", "StillWorkingError", "soon"]

PATIENCE = 1.5
KEPT = 64
_Answer = TypeVar("_Answer")
_TURN, _WORK = threading.Lock(), threading.Lock()
_ASKED: dict[Hashable, Future[Any]] = {}
_DONE: OrderedDict[Hashable, Any] = OrderedDict()


class StillWorkingError(VetopointError, OSError):
    """An answer that is being worked out and not there yet."""


def soon(sentence: str, work: Callable[..., _Answer], *given: Hashable) -> _Answer:
    """What `work` makes of what is given, if it is there in a moment.

    The work goes on in the background, one at a time, and whoever asks again meanwhile waits for
    the same answer. The last answers are kept, and given at once.

    >>> soon("It takes long.", str.upper, "yes")
    'YES'

    Raises
    ------
    StillWorkingError
        With the sentence, if it takes longer.
    """
    question = (work, *given)
    with _TURN:
        if question in _DONE:
            _DONE.move_to_end(question)
            kept: _Answer = _DONE[question]
            return kept
        answer = _ASKED.get(question)
        if answer is None:
            answer = _ASKED[question] = Future()
            # A daemon, so that long work never keeps the program from ending.
            threading.Thread(target=_done, args=(question, answer), daemon=True).start()
    try:
        found: _Answer = answer.result(PATIENCE)
    except TimeoutError:
        raise StillWorkingError(sentence) from None
    return found


def _done(question: tuple[Any, ...], answer: Future[Any]) -> None:
    work, *given = question
    try:
        with _WORK:
            found = work(*given)
    except Exception as error:  # noqa: BLE001 - handed to the reader that asked
        answer.set_exception(error)
    else:
        with _TURN:
            _DONE[question] = found
            while len(_DONE) > KEPT:
                _DONE.popitem(last=False)
        answer.set_result(found)
    with _TURN:
        _ASKED.pop(question, None)
