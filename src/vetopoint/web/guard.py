"""What every request passes first and every answer carries: host, length, headers."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

__all__ = ["Application", "Guard", "hosts_for"]

_Scope = MutableMapping[str, Any]
_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
Application = Callable[[_Scope, _Receive, _Send], Awaitable[None]]
_Refuse = Callable[[int, str], Application]

LONGEST_TARGET = 32_000
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
ANYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not bound
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# A picture carries its own style, and can do nothing else.
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)


def hosts_for(host: str, also: Iterable[str] = ()) -> frozenset[str]:
    """The names under which a server bound to `host` answers.

    >>> sorted(hosts_for("127.0.0.1"))
    ['127.0.0.1', '::1', 'localhost']
    """
    bound = LOOPBACK if host in LOOPBACK | ANYWHERE else frozenset({host})
    return bound | {name.casefold() for name in also}


class Guard:
    """Refuses another host's name and addresses too long to mean anything; adds the headers.

    Bound to every address, it takes any address in numbers: a page of another site can make a
    browser ask under that site's name, but not under a number.
    """

    def __init__(
        self, app: Application, hosts: frozenset[str], refuse: _Refuse, bound: str
    ) -> None:
        self.app, self.hosts, self.refuse = app, hosts, refuse
        self.numbers = bound in ANYWHERE

    async def __call__(self, scope: _Scope, receive: _Receive, send: _Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        app = self.app
        if not self._is_ours(_host(scope)):
            app = self.refuse(
                421, "This workbench does not answer under that name; use the address it printed."
            )
        elif len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_TARGET:
            app = self.refuse(
                414, f"The address is too long; at most {LONGEST_TARGET:,} characters are read."
            )
        await app(scope, receive, _with_headers(send))

    def _is_ours(self, host: str) -> bool:
        return host in self.hosts or (self.numbers and _is_number(host))


def _host(scope: _Scope) -> str:
    """The host asked for, without its port: `[::1]:8000` is `::1`."""
    named = [value for name, value in scope["headers"] if name == b"host"]
    text = named[0].decode("latin-1").strip().casefold() if len(named) == 1 else ""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0]


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _with_headers(send: _Send) -> _Send:
    async def sending(message: _Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            kind = next((value for name, value in headers if name == b"content-type"), b"")
            policy = PICTURE_POLICY if kind.startswith(b"image/svg") else PAGE_POLICY
            headers += [*HEADERS, (b"content-security-policy", policy.encode())]
            message = {**message, "headers": headers}
        await send(message)

    return sending
