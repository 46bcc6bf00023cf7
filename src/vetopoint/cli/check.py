"""`check`: format, lint, types, spelling and the direction of imports, one line each."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

__all__ = ["TOOLS", "checkout", "command", "run_tools"]

# What a reader is told -> the module to run and its arguments.
TOOLS: Mapping[str, Sequence[str]] = {
    "format": ("ruff", "format", "--check", "--output-format=concise", "."),
    "lint": ("ruff", "check", "--output-format=concise", "."),
    "types": ("mypy",),
    "spelling": ("codespell_lib", "."),
    "imports": ("pytest", "-q", "--no-header", "--tb=line", "tests/test_house.py"),
}


def checkout() -> Path:
    """The project's directory, which only an installation from a checkout has.

    >>> (checkout() / "pyproject.toml").is_file()
    True
    """
    root = Path(__file__).resolve().parents[3]
    if not (root / "tests" / "test_house.py").is_file():
        raise click.ClickException(
            "check needs the project's own files; run ./vetopoint check in a checkout"
        )
    return root


def run_tools(tools: Mapping[str, Sequence[str]], root: Path) -> list[str]:
    """Run each tool in `root`, say one line for it, and return the names of those that failed.

    >>> run_tools({"nothing": ("timeit", "-n1", "-r1", "pass")}, checkout())
    nothing   ok
    []
    """
    failed: list[str] = []
    for name, (module, *arguments) in tools.items():
        done = subprocess.run(  # noqa: S603 - our own table, no shell
            [sys.executable, "-m", module, *arguments],
            cwd=root,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        print(f"{name:<9} {'ok' if done.returncode == 0 else 'FAILED'}", flush=True)
        if done.returncode:
            failed.append(name)
            print((done.stdout + done.stderr).rstrip(), file=sys.stderr, flush=True)
    return failed


@click.command()
def command() -> None:
    """Check format, lint, types, spelling and the direction of imports (for contributors)."""
    if run_tools(TOOLS, checkout()):
        sys.exit(1)
