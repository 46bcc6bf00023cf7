"""The workbench as an ASGI application."""

from __future__ import annotations

import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import anyio
from attrs import evolve
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from vetopoint.errors import VetopointError
from vetopoint.record.store import keep_stores_open
from vetopoint.web.answers import Answers, refusal
from vetopoint.web.asks import Ask, Elsewhere
from vetopoint.web.forms import Written
from vetopoint.web.guard import Application, Guard, hosts_for

__all__ = ["application"]

STATIC = Path(__file__).with_name("static")
# More threads only wait for each other: the work is arithmetic in one interpreter.
AT_ONCE = 4


def application(host: str = "127.0.0.1", also: tuple[str, ...] = ()) -> Application:
    """The workbench, answering under the names of `host` and those in `also`.

    >>> callable(application())
    True
    """
    keep_stores_open()
    answers = Answers()
    limits: dict[str, anyio.CapacityLimiter] = {}

    async def page(request: Request) -> Response:
        limit = limits.setdefault("pages", anyio.CapacityLimiter(AT_ONCE))
        query = tuple(request.query_params.multi_items())
        found = await anyio.to_thread.run_sync(
            answers.answer, request.scope["path"], query, limiter=limit
        )
        if isinstance(found, Elsewhere):
            return RedirectResponse(found.address, HTTPStatus.SEE_OTHER)
        return _response(found)

    app = Starlette(
        routes=[
            Mount("/static", StaticFiles(directory=STATIC)),
            Route("/{path:path}", page, methods=["GET"]),
        ],
        exception_handlers={HTTPException: _http_refusal},  # type: ignore[dict-item]
    )
    return Guard(app, hosts_for(host, also), _refuse, host)


def _response(found: Written) -> Response:
    headers = {"cache-control": "no-cache"}
    if found.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["retry-after"] = "3"
    if found.filename and found.media_type != "image/svg+xml":
        headers["content-disposition"] = f'attachment; filename="{found.filename}"'
    return Response(found.body, found.status, headers, found.media_type)


class _RefusedError(VetopointError, ValueError):
    """A request that no page is asked about."""


def _refuse(status: int, sentence: str) -> Application:
    ask = Ask("/", (), (), "html", datetime.date.today())
    made = evolve(refusal(ask, _RefusedError(sentence)), status=status)
    response: Any = _response(made)
    return response  # type: ignore[no-any-return]


async def _http_refusal(request: Request, error: HTTPException) -> Response:
    sentences = {
        HTTPStatus.NOT_FOUND: f"There is no page at {request.scope['path'][:120]}.",
        HTTPStatus.METHOD_NOT_ALLOWED: "Pages here are only read: the method is GET.",
    }
    sentence = sentences.get(HTTPStatus(error.status_code), str(error.detail))
    response: Response = _refuse(error.status_code, sentence)  # type: ignore[assignment]
    response.headers.update(error.headers or {})
    return response
