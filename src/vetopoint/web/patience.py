"""Answers that take long: a reader waits a moment, and then is told, while the work goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar

from vetopoint.errors import VetopointError

__all__ = ["PATIENCE", "StillWorkingError", "soon"]

PATIENCE = 1.5
_Answer = TypeVar("_Answer")
_TURN, _WORK = threading.Lock(), threading.Lock()
_ASKED: dict[Hashable, Future[Any]] = {}


class StillWorkingError(VetopointError, OSError):
    """An answer that is being worked out and not there yet."""


def soon(sentence: str, work: Callable[..., _Answer], *given: Hashable) -> _Answer:
    """What `work`, which keeps its answers, makes of what is given, if it is there in a moment.

    The work goes on in the background, one at a time, and whoever asks again meanwhile waits for
    the same answer.

    >>> soon("It takes long.", str.upper, "yes")
    'YES'

    Raises
    ------
    StillWorkingError
        With the sentence, if it takes longer.
    """
    question = (work, *given)
    with _TURN:
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
        answer.set_result(found)
    with _TURN:
        _ASKED.pop(question, None)
