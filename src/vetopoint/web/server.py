"""The workbench listening on a port of this machine, until it is told to stop."""

from __future__ import annotations

import socket
from collections.abc import Callable
from types import FrameType

from vetopoint.errors import VetopointError
from vetopoint.web.application import application

__all__ = ["CannotListenError", "listening_on", "serve"]

# An address may be long before it is refused with a page that says so.
LONGEST_HEAD = 12 * 2**20
GRACE = 5


class CannotListenError(VetopointError, OSError):
    """The port or the host cannot be used."""


def serve(host: str, port: int, also: tuple[str, ...], ready: Callable[[str], None]) -> None:
    """Answer until SIGTERM or SIGINT; `ready` is called with the address once pages answer.

    Raises
    ------
    CannotListenError
        If another program holds the port, or the host is not this machine's.
    """
    import uvicorn

    listening = listening_on(host, port)
    bound = listening.getsockname()[1]
    config = uvicorn.Config(
        application(host, also),
        log_level="error",
        access_log=False,
        lifespan="off",
        server_header=False,
        date_header=False,
        h11_max_incomplete_event_size=LONGEST_HEAD,
        timeout_graceful_shutdown=GRACE,
    )

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready(f"http://{f'[{host}]' if ':' in host else host}:{bound}/")

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
            self.force_exit = self.should_exit  # asked twice
            self.should_exit = True

    with listening:
        Server(config).run(sockets=[listening])


def listening_on(host: str, port: int) -> socket.socket:
    """A socket that listens; what it accepts is answered without delay.

    Raises
    ------
    CannotListenError
        If another program holds the port, or the host is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small answers without delay only where the socket names its protocol.
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(512)
    except (OSError, OverflowError) as error:
        opened.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise CannotListenError(
            f"cannot listen on {host}, port {port}: {reason}; choose another with --port or --host"
        ) from error
    return opened
