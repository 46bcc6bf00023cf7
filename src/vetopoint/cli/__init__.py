"""The command line: words in, words and data out; every answer comes from the floors below."""

from __future__ import annotations

import codecs
import errno
import importlib
import io
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, cast

import click

from vetopoint import __version__
from vetopoint.errors import VetopointError

__all__ = ["COMMANDS", "main", "program"]

# Name -> (module under vetopoint.cli, one line of help). A module is imported when its command is
# run, so that `--help` need not load a database or a compiler.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "brief": ("brief", "What was decided in a case, by whom, and who could have changed it."),
    "paths": ("paths", "What is left: every lawful or claimed path of a case, and what flips it."),
    "cases": ("cases", "List the coded cases."),
    "compare": ("compare", "Coded cases side by side, the differences that matter first."),
    "analogues": ("analogues", "The nearest coded cases, and whether any is alike."),
    "qca": ("qca", "Which combinations of conditions go with an outcome (crisp, fuzzy, mv)."),
    "claims": ("claims", "Claims held against the record, and what stands if a premise falls."),
    "model": ("model", "Textbook models: deterrence, cascades, defence, burden, alignment."),
    "bodies": ("bodies", "List the voting bodies, reform designs and procedures."),
    "body": ("body", "Who sits in a body on a day, and which rules decide."),
    "decide": ("decide", "Judge a roll call of your own by the rule of a day."),
    "power": ("power", "How often each member decides: power indices, designs, any charter."),
    "forecast": ("forecast", "How a draft would go, member by member, from the votes before it."),
    "backtest": ("backtest", "Forecasts of votes already cast, judged beside simple baselines."),
    "vote": ("vote", "Who voted how, the verdict and its reason, by document symbol."),
    "record": ("record", "Import the full record of votes, search it, and say what is in it."),
    "replay": ("replay", "Judge every recorded vote by the charter of its day."),
    "positions": ("positions", "Where members stand, estimated from their votes: fit, show, plot."),
    "agreement": ("agreement", "How alike members vote, how united groups are, which blocs."),
    "serve": ("serve", "Open the workbench in the browser: change a vote, share the link."),
    "rollcalls": ("rollcalls", "One position for each member, from any matrix of ballots."),
    "check": ("check", "Lint, types and the direction of imports (for contributors)."),
}

# What ./vetopoint itself does, before Python is asked.
WRAPPED: Mapping[str, str] = {
    "test": "Run the tests.",
    "install": "Install an extra: fit, pdf or scale.",
}


FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What the system says where there is no room to write."""


class _Lazy(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"vetopoint.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])
            formatter.write_dl(list(WRAPPED.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="vetopoint")
def program() -> None:
    """Who decides, who can block, and what is left when they do.

    Start with `./vetopoint brief kosovo-1999`. Each command has its own --help.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 2 the user's mistake, 1 our fault."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        _ready_streams()
        # Not program.main, which leaves with code 1 where the reader has closed the pipe.
        with program.make_context("vetopoint", list(words)) as context:
            code = program.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        return done.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _say("stopped before it was done; nothing was changed", 130)
    except (click.ClickException, VetopointError) as error:
        return _say(_sentence(error, words), 2)
    except BrokenPipeError:
        _close_quietly()
    except Exception as error:
        if os.environ.get("VETOPOINT_DEBUG"):
            raise
        return _say(_fault(error), 1)
    else:
        return code if isinstance(code, int) else 0
    return 0


def _ready_streams() -> None:
    """Make up for streams that the caller closed, or that cannot write every character."""
    if sys.stdin is None:
        sys.stdin = io.StringIO()
    for name in ("stdout", "stderr"):
        stream: Any = getattr(sys, name)
        if stream is None:
            setattr(sys, name, io.StringIO())
        elif (
            isinstance(stream, io.TextIOWrapper) and codecs.lookup(stream.encoding).name != "utf-8"
        ):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")


def _fault(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno in FULL:
        _close_quietly()
        return f"cannot write: {error.strerror}; make room, or choose another place"
    return f"our fault: {type(error).__name__}: {error}; VETOPOINT_DEBUG=1 shows where"


def _say(sentence: str, code: int) -> int:
    print(f"vetopoint: {' '.join(sentence.split())}", file=sys.stderr)
    return code


def _close_quietly() -> None:
    """Write no more: the reader closed the pipe (`| head`), or there is no room."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _sentence(error: click.ClickException | VetopointError, words: Sequence[str]) -> str:
    if isinstance(error, VetopointError):
        return str(error)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return f"no command is given; {_where(error, words)} --help lists them"
    if isinstance(error, click.exceptions.NoSuchCommand):
        error = _with_nearest(error)
    text = error.format_message().rstrip(".")
    stop = "" if text.endswith("?") else ";"
    return f"{text}{stop} {_where(error, words)} --help shows what is allowed"


def _with_nearest(error: click.exceptions.NoSuchCommand) -> click.exceptions.NoSuchCommand:
    """The same error with the nearest names: click asks only commands that are loaded."""
    group: Any = error.ctx.command if error.ctx else program
    names = [*group.list_commands(error.ctx), *(WRAPPED if group is program else ())]
    return click.exceptions.NoSuchCommand(error.command_name, possibilities=names, ctx=error.ctx)


def _where(error: click.ClickException, words: Sequence[str]) -> str:
    """The command whose help says what is allowed; click does not tell it of a bare option."""
    context: Any = getattr(error, "ctx", None)
    if context:
        return str(context.command_path)
    path, command = ["vetopoint"], cast("click.Command", program)
    for word in words:
        if not isinstance(command, click.Group):
            break
        if found := command.get_command(click.Context(command), word):
            path, command = [*path, word], found
    return " ".join(path)
