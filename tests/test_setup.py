"""The wrapper as far as it can be tested without a network: its state, its turns, its sentences."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHELLS = [shell for shell in ("dash", "bash", "sh") if shutil.which(shell)]
LOCKS = ("requirements", "requirements-test", "requirements-pdf")
# Stands in for uv: lays down what it is asked for, slowly enough to be met in the middle.
INSTALLER = """#!/bin/sh
echo "$*" >>"$CALLS"
for site in "$HERE"/.venv/lib/python3*/site-packages; do :; done
case "$*" in
    *"$BREAK"*) touch "$site/half"; kill -9 $PPID ;;
    *"$REFUSE"*) echo 'error: dns error: failed to look up' >&2; exit 1 ;;
esac
sleep 0.2
case "$*" in
    *-e*)
        mkdir -p "$site/vetopoint" "$site/pytest"
        echo 'import sys; print("vetopoint", *sys.argv[1:])' >"$site/vetopoint/__main__.py"
        echo 'import sys; print("pytest", *sys.argv[1:])' >"$site/pytest/__main__.py" ;;
esac
"""


class Checkout:
    """A copy of the wrapper with locks of its own and an installer that needs no network."""

    def __init__(self, folder: Path) -> None:
        self.here = folder / "a check out"
        self.calls = folder / "calls"
        tools = folder / "tools"
        self.here.mkdir()
        tools.mkdir()
        shutil.copy(ROOT / "vetopoint", self.here)
        for lock in LOCKS:
            (self.here / f"{lock}.lock").write_text(f"{lock}==1\n", "utf-8")
        (tools / "uv").write_text(INSTALLER, "utf-8")
        (tools / "uv").chmod(0o755)
        self.environment = {
            "PATH": f"{tools}:/usr/local/bin:/usr/bin:/bin",
            "PYTHON": sys.executable,
            "HERE": str(self.here),
            "CALLS": str(self.calls),
            "BREAK": "no such argument",
            "REFUSE": "no such argument",
        }

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            ["./vetopoint", *words],
            cwd=self.here,
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, **environment: str) -> tuple[int, str, str]:
        process = self.start(*words, **environment)
        out, words_to_the_user = process.communicate(timeout=60)
        return process.returncode, out, words_to_the_user

    def installed(self) -> list[str]:
        """What the installer was asked for since the last time, in order."""
        lines = self.calls.read_text("utf-8").splitlines() if self.calls.exists() else []
        self.calls.unlink(missing_ok=True)
        return [Path(line.rpartition(" ")[2]).name.removesuffix(".lock") for line in lines]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


BASE = ["requirements", "out"]  # the lock, then the project itself (its path ends in "out")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_wrapper_is_plain_shell(shell: str) -> None:
    subprocess.run([shell, "-n", str(ROOT / "vetopoint")], check=True)
    assert os.access(ROOT / "vetopoint", os.X_OK)


def test_the_first_call_sets_up_and_the_second_does_not(checkout: Checkout) -> None:
    code, out, words = checkout.run("body", "nato")
    assert (code, out) == (0, "vetopoint body nato\n")
    assert words.startswith("vetopoint: setting up")
    assert checkout.installed() == BASE
    assert checkout.run("body", "nato") == (0, "vetopoint body nato\n", "")
    assert checkout.installed() == []


def test_test_adds_the_test_lock_once(checkout: Checkout) -> None:
    assert checkout.run("test", "-q")[:2] == (0, "pytest -q\n")
    assert checkout.installed() == [*BASE, "requirements-test"]
    assert checkout.run("test")[:2] == (0, "pytest\n")
    assert checkout.run("check")[:2] == (0, "vetopoint check\n")
    assert checkout.installed() == []


def test_a_changed_lock_is_installed_and_changed_sources_are_not(checkout: Checkout) -> None:
    checkout.run()
    checkout.installed()
    (checkout.here / "pyproject.toml").write_text("# new", "utf-8")
    assert checkout.run()[0] == 0
    assert checkout.installed() == []
    (checkout.here / "requirements.lock").write_text("requirements==2\n", "utf-8")
    assert checkout.run()[0] == 0
    assert checkout.installed() == BASE


def test_a_moved_checkout_is_set_up_again(checkout: Checkout) -> None:
    checkout.run()
    checkout.installed()
    checkout.here = checkout.here.rename(checkout.here.parent / "moved out")
    checkout.environment["HERE"] = str(checkout.here)
    assert checkout.run()[0] == 0
    assert checkout.installed() == BASE


def test_a_set_up_cut_short_is_done_again_from_nothing(checkout: Checkout) -> None:
    assert checkout.run(BREAK="requirements.lock")[0] != 0
    assert list(checkout.here.glob(".venv/lib/python3*/site-packages/half"))
    assert checkout.run("cases")[:2] == (0, "vetopoint cases\n")
    assert not list(checkout.here.glob(".venv/lib/python3*/site-packages/half"))
    checkout.installed()
    assert checkout.run("install", "pdf", BREAK="requirements-pdf.lock")[0] != 0
    assert checkout.run("install", "pdf")[0] == 0
    assert checkout.installed() == ["requirements-pdf", *BASE, "requirements-pdf"]


def test_without_a_network_one_sentence_says_so_and_the_base_stays(checkout: Checkout) -> None:
    checkout.run()
    checkout.installed()
    code, out, words = checkout.run("install", "pdf", REFUSE="requirements-pdf.lock")
    assert (code, out) == (1, "")
    assert "the package index was not reached, and setting up needs a network" in words
    assert checkout.run("install", "pdf")[0] == 0
    assert checkout.installed() == ["requirements-pdf", "requirements-pdf"]


def test_two_first_calls_at_once_set_up_once(checkout: Checkout) -> None:
    calls = [checkout.start("bodies"), checkout.start("bodies")]
    results = [call.communicate(timeout=60)[0] for call in calls]
    assert results == ["vetopoint bodies\n"] * 2
    assert checkout.installed() == BASE


@pytest.mark.parametrize("words", [("install",), ("install", "latex")])
def test_an_unknown_extra_is_refused_before_anything_is_set_up(
    checkout: Checkout, words: tuple[str, ...]
) -> None:
    code, _, sentence = checkout.run(*words)
    assert code == 2
    assert "fit, pdf or scale" in sentence
    assert not (checkout.here / ".venv").exists()


def test_a_directory_of_somebody_else_s_is_never_emptied(checkout: Checkout) -> None:
    (checkout.here / ".venv").mkdir()
    (checkout.here / ".venv" / "letters").touch()
    code, _, sentence = checkout.run()
    assert code == 2
    assert "was not made by this program" in sentence
    assert (checkout.here / ".venv" / "letters").exists()


def test_a_place_that_cannot_be_written_is_one_sentence(checkout: Checkout) -> None:
    (checkout.here / "file").touch()  # root may write everywhere but under a file
    code, _, sentence = checkout.run(VETOPOINT_VENV="file/venv")
    assert code == 1
    assert sentence.count("\n") == 1
    assert "cannot write to" in sentence


def test_an_unfit_python_is_refused_by_name(checkout: Checkout) -> None:
    code, _, sentence = checkout.run(PYTHON="/bin/false")
    assert code == 2
    assert "PYTHON=/bin/false is not a Python 3.11 to 3.14" in sentence


def test_an_empty_environment_and_a_link_elsewhere_are_enough(checkout: Checkout) -> None:
    checkout.run()
    link = checkout.here.parent / "link"
    link.symlink_to(checkout.here / "vetopoint")
    done = subprocess.run([link, "cases"], env={}, capture_output=True, text=True, check=True)
    assert done.stdout == "vetopoint cases\n"


def test_once_set_up_the_wrapper_adds_little_to_a_command(checkout: Checkout) -> None:
    checkout.run()
    python = str(checkout.here / ".venv" / "bin" / "python")

    def seconds(*command: str) -> float:
        began = time.perf_counter()
        subprocess.run(command, env={}, capture_output=True, check=True)
        return time.perf_counter() - began

    bare = min(seconds(python, "-c", "pass") for _ in range(5))
    wrapped = min(seconds(str(checkout.here / "vetopoint")) for _ in range(5))
    assert wrapped - bare < 0.15
