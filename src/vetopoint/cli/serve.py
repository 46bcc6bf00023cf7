"""`vetopoint serve`: the workbench in the browser."""

from __future__ import annotations

import sys

import click

__all__ = ["command"]


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default=True,
    help="The port; 0 takes a free one.",
)
@click.option("--allow-host", "also", multiple=True, metavar="NAME", help="Answer to it as well.")
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
def command(host: str, port: int, also: tuple[str, ...], no_open: bool) -> None:
    """Open the workbench: change a vote, see the verdict, share the link.

    Prints one line with its address once it answers; Ctrl-C or SIGTERM ends it. It listens on this
    machine only, unless --host says otherwise.
    """
    from vetopoint.web.server import serve

    def ready(url: str) -> None:
        print(url, flush=True)
        if not no_open and sys.stdout.isatty():
            import webbrowser

            webbrowser.open(url)

    serve(host, port, also, ready)
