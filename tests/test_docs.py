"""The pages say what is true now: commands, outputs, names and links."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from vetopoint import __version__
from vetopoint.cli import COMMANDS
from vetopoint.compare.cases import case_slugs
from vetopoint.law.bodies import body_slugs, charter_of
from vetopoint.law.procedures import path_slugs, procedure_slugs
from vetopoint.record.importing import read_sources
from vetopoint.record.landmark import landmark
from vetopoint.record.replay import replay
from vetopoint.record.stored import stored_votes

ROOT = Path(__file__).resolve().parents[1]
README, REFERENCE, DATA = ROOT / "README.md", ROOT / "docs/reference.md", ROOT / "docs/data.md"
PAGES = [README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
WRITER: dict[str, Any] = runpy.run_path(str(ROOT / "scripts/write_reference.py"))
EXAMPLES: dict[str, Any] = runpy.run_path(str(ROOT / "scripts/write_examples.py"))
RENEW = "run python scripts/write_reference.py and scripts/write_examples.py, and read the change"


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def shown_commands() -> Iterator[Any]:
    for page in PAGES:
        for place, example in enumerate(EXAMPLES["examples"](text_of(page)), start=1):
            words = " ".join(example.arguments)
            yield pytest.param(page, example, id=f"{page.name}, example {place}: {words}")


def commands() -> Iterator[tuple[str, click.Command]]:
    for name, (module, _) in COMMANDS.items():
        if importlib.util.find_spec(f"vetopoint.cli.{module}") is None:
            continue
        command: click.Command = importlib.import_module(f"vetopoint.cli.{module}").command
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", one) for inner, one in command.commands.items())


def anchors(text: str) -> set[str]:
    """The places that a link can name, as GitHub makes them from headings."""
    plain = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    headings = re.findall(r"^#+ (.+)$", plain, flags=re.MULTILINE)
    made = {re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-") for words in headings}
    return made | set(re.findall(r'<a id="([^"]+)">', text))


def test_the_reference_is_what_the_script_writes_now() -> None:
    assert text_of(REFERENCE) == WRITER["reference_text"](), RENEW


def test_the_truth_tables_are_what_the_script_writes_now() -> None:
    assert text_of(ROOT / "docs/truth-tables.md") == WRITER["truth_text"](), RENEW


def test_the_tables_of_the_data_page_are_what_the_script_writes_now() -> None:
    assert WRITER["data_text"](text_of(DATA)) == text_of(DATA), RENEW


@pytest.mark.parametrize(("page", "example"), list(shown_commands()))
def test_a_page_shows_what_the_command_prints(page: Path, example: Any) -> None:
    with EXAMPLES["place"](text_of(page)):
        now = EXAMPLES["printed"](example)
    assert EXAMPLES["agrees"](example.shown, now), f"{RENEW}; it prints:\n{now}"


@pytest.mark.parametrize(
    ("shown", "agrees"),
    [
        pytest.param("a\nb", True, id="all lines"),
        pytest.param("a", False, id="a line missing without a mark"),
        pytest.param("a\n[…]", True, id="the end left out"),
        pytest.param("[…]\nb", True, id="the beginning left out"),
        pytest.param("[…]\na\n[…]", True, id="nothing left out at the beginning"),
        pytest.param("b\n[…]", False, id="the first line left out without a mark"),
        pytest.param("[…]\na", False, id="the last line left out without a mark"),
        pytest.param("[…]\nc\n[…]", False, id="a line that is not printed"),
        pytest.param("[…]\nb\n[…]\na\n[…]", False, id="lines in another order"),
    ],
)
def test_lines_may_be_left_out_only_at_a_mark(shown: str, agrees: bool) -> None:
    assert EXAMPLES["agrees"](shown, "a\nb") is agrees


@pytest.mark.parametrize(
    ("name", "command"), [pytest.param(*pair, id=pair[0]) for pair in commands()]
)
def test_every_command_and_option_is_in_the_reference(name: str, command: click.Command) -> None:
    heading = f"### `./vetopoint {name}`\n"
    assert heading in text_of(REFERENCE)
    section = text_of(REFERENCE).partition(heading)[2].partition("\n### ")[0]
    options = (param for param in command.params if isinstance(param, click.Option))
    for option in options:
        for spelling in (*option.opts, *option.secondary_opts):
            assert re.search(rf"[`\s]{re.escape(spelling)}[`\s,]", section), spelling


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_the_help_lists_is_there(name: str) -> None:
    assert importlib.util.find_spec(f"vetopoint.cli.{COMMANDS[name][0]}") is not None


def test_every_environment_variable_is_in_the_reference() -> None:
    sources = [ROOT / "vetopoint", *(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    read = re.compile(r"""environ(?:\.get\(|\[)["']([A-Z_]+)["']|\b(VETOPOINT_[A-Z_]+)\b""")
    found = {
        name
        for path in sources
        if path != Path(__file__).resolve()
        for match in read.findall(text_of(path))
        for name in match
        if name
    }
    assert {"VETOPOINT_HOME", "VETOPOINT_VENV", "NO_COLOR"} <= found
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", text_of(REFERENCE), flags=re.MULTILINE))
    assert found <= documented, sorted(found - documented)


@pytest.mark.parametrize("slug", [*body_slugs(), *procedure_slugs()])
def test_every_body_and_procedure_is_in_the_reference(slug: str) -> None:
    assert f"\n### `{slug}`\n" in text_of(REFERENCE)


@pytest.mark.parametrize("slug", body_slugs())
def test_every_decision_of_a_body_is_in_the_reference(slug: str) -> None:
    section = text_of(REFERENCE).partition(f"\n### `{slug}`\n")[2].partition("\n### ")[0]
    for decision in charter_of(slug).decisions:
        assert f"\n#### `{decision.id}`: " in section


@pytest.mark.parametrize("slug", case_slugs())
def test_every_case_is_in_the_reference(slug: str) -> None:
    assert f"\n| `{slug}` | " in text_of(REFERENCE)


def test_the_readme_is_short() -> None:
    assert len(text_of(README).splitlines()) <= 120


def test_the_readme_counts_what_ships() -> None:
    kinds = [charter_of(slug).kind for slug in body_slugs()]
    text = " ".join(text_of(README).split())
    assert f"{kinds.count('organ')} bodies and {kinds.count('design')} designs" in text
    assert f"{len(procedure_slugs())} procedures" in text
    assert f"{len(path_slugs())} of them paths" in text
    assert f"{len(case_slugs())} coded by one person" in text
    assert f"{len(landmark())} votes of the Council and the Assembly" in text


@pytest.mark.history
def test_the_methods_page_gives_the_numbers_of_the_replay(shared_data: Path) -> None:
    store = read_sources([shared_data / "un"])
    account = replay(stored_votes(store))
    store.connection.close()
    council, assembly, kinds = account.council, account.assembly, account.council.kinds()
    text = " ".join(text_of(ROOT / "docs/methods.md").split())
    assert f"{council.judged:,} Council drafts with all ballots are judged" in text
    assert f"{council.agree:,} agree, {kinds['procedural']} were procedural" in text
    assert f"{len(council.exceptions) - kinds['procedural']} had no vote" in text
    assert f"All {account.tallies.agree} drafts known by their count alone agree" in text
    assert f"Of {assembly.judged:,} Assembly resolutions {assembly.agree:,} agree" in text
    assert f"{len(assembly.exceptions)} have an empty roll call" in text
    assert f"{account.majorities.either_way:,} adopted Assembly texts had two thirds" in text
    assert account.is_explained


def test_the_status_table_names_no_command_as_missing_that_is_there() -> None:
    for command, row in (("replay", "Replay"), ("power", "Power indices")):
        missing = f"| {row} | Not there yet |" in text_of(README)
        assert missing is not (
            command in COMMANDS
            and importlib.util.find_spec(f"vetopoint.cli.{COMMANDS[command][0]}") is not None
        )


def test_the_changelog_tells_of_this_version() -> None:
    assert f"\n## [{__version__}]" in text_of(ROOT / "CHANGELOG.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_links_within_the_repository_resolve(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", text_of(page), flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        linked = (page.parent / name).resolve() if name else page
        assert linked.exists(), f"{page.name} links to {target}"
        if anchor:
            assert anchor in anchors(text_of(linked)), f"{page.name} links to {target}"


def test_the_python_shown_runs() -> None:
    page = text_of(ROOT / "docs/how-to.md")
    blocks = re.findall(r"^```python\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
    assert blocks
    for block in blocks:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(block, "how-to.md", "exec"), {})  # noqa: S102 - the page's own example
        assert "the Russian Federation voted against" in out.getvalue()
