"""The house rules that a reader relies on and a reviewer would forget: floors, exports, sizes."""

from __future__ import annotations

import ast
import importlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TypeGuard

import pytest

import vetopoint

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "vetopoint"
# A module may import from floors with a lower number, and from its own.
FLOORS = {
    "vetopoint": 0,
    "errors": 1,
    "law": 2,
    "count": 3,
    "record": 4,
    "infer": 5,
    "compare": 6,
    "strategy": 7,
    "brief": 8,
    "web": 9,
    "cli": 10,
    "__main__": 11,
}
# The floors that only say what the texts say and what follows by arithmetic.
PURE = {"law": {"attrs", "yaml"}, "count": {"attrs", "numpy", "numba"}}
LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))
PIN = re.compile(r"^([a-z0-9.-]+==\S+)(?: ; (.+?))? \\$")
HOSTS = re.compile(r"pypi\.org|pythonhosted\.org|registry\.npmjs|deb\.debian\.org")
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|tmp|root|home|Users)/")


def modules() -> Iterator[Path]:
    return (path for path in sorted(PACKAGE.rglob("*.py")) if "__pycache__" not in path.parts)


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def floor_of(module: str) -> str:
    return module.split(".")[1] if "." in module else module


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def imported_by(path: Path) -> Iterator[str]:
    """Every module named by an import anywhere in the file, with relative ones resolved."""
    here = name_of(path).split(".")
    package = here if path.name == "__init__.py" else here[:-1]
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            if source == "vetopoint":  # `from vetopoint import law` names a floor
                yield from (f"vetopoint.{alias.name}" for alias in node.names)
            else:
                yield source


def project_files() -> list[Path]:
    """What git tracks or would track; without git, everything but what is made by running."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listing = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        found = [ROOT / name for name in listing.stdout.split("\0") if name]
        return [path for path in found if path.is_file()]
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name == ".ci" or name[0] not in "._"]
        found += [Path(folder, name) for name in names if name[0] != "."]
    return found


def test_every_part_of_the_package_has_a_floor() -> None:
    unplaced = {floor_of(name_of(path)) for path in modules()} - FLOORS.keys()
    assert not unplaced, f"give {sorted(unplaced)} a floor in FLOORS, or move them into one"


def test_imports_point_down() -> None:
    upward = [
        f"{name_of(path)} imports {target}"
        for path in modules()
        for target in imported_by(path)
        if target.startswith("vetopoint.")
        and floor_of(target) in FLOORS
        and FLOORS[floor_of(target)] > FLOORS[floor_of(name_of(path))]
    ]
    assert not upward


@pytest.mark.parametrize("floor", PURE)
def test_a_pure_floor_has_no_database_and_no_data_frames(floor: str) -> None:
    allowed = PURE[floor] | {"vetopoint"} | sys.stdlib_module_names
    strangers = [
        f"{name_of(path)} imports {target}"
        for path in modules()
        if floor_of(name_of(path)) == floor
        for target in imported_by(path)
        if target.split(".")[0] not in allowed
    ]
    assert not strangers


def definitions(path: Path) -> Iterator[str]:
    """The public classes, functions and constants that a module's own top level defines."""
    for node in tree_of(path).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [leaf.id for target in targets for leaf in ast.walk(target) if is_name(leaf)]
        else:
            continue
        yield from (name for name in names if not name.startswith("_"))


def is_name(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


@pytest.mark.parametrize("path", list(modules()), ids=name_of)
def test_all_equals_what_is_exported(path: Path) -> None:
    module = importlib.import_module(name_of(path))
    exported = getattr(module, "__all__", None)
    assert exported is not None, "the module has no __all__"
    assert len(set(exported)) == len(exported), "a name stands twice in __all__"
    missing = [name for name in exported if not hasattr(module, name)]
    assert not missing, f"in __all__ but not there: {missing}"
    # A constant that only its own module uses may stay unlisted.
    unlisted = {name for name in definitions(path) if not name.isupper()} - set(exported)
    assert not unlisted, f"public but not in __all__: {unlisted}; list them, or begin them with _"


@pytest.mark.parametrize("path", list(modules()), ids=name_of)
def test_only_exported_names_are_imported(path: Path) -> None:
    taken = [
        (importlib.import_module(node.module), alias.name)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.module and node.module[:9] == "vetopoint"
        for alias in node.names
    ]
    hidden = [
        f"{source.__name__}.{name}"
        for source, name in taken
        if name not in source.__all__ and not isinstance(getattr(source, name), ModuleType)
    ]
    assert not hidden, f"not in the __all__ of their modules: {hidden}"


def test_no_module_is_over_five_hundred_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in project_files()
        if path.suffix == ".py" and (lines := len(path.read_text("utf-8").splitlines())) > 500
    }
    assert not long


@pytest.mark.parametrize(
    "pattern", [pytest.param(HOSTS, id="registry"), pytest.param(MACHINE_PATHS, id="machine")]
)
def test_no_file_names_a_package_registry_or_a_machine_s_path(pattern: re.Pattern[str]) -> None:
    found = []
    for path in project_files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        hits = {match.group() for match in pattern.finditer(text)}
        found += [f"{path.relative_to(ROOT)}: {hit}" for hit in sorted(hits)]
    assert not found


def test_no_lock_file_that_carries_addresses_is_tracked() -> None:
    assert not {path.name for path in project_files()} & {"uv.lock", "pylock.toml"}


def pins(lock: str) -> dict[str, list[str]]:
    """Each pinned requirement of a lock with its hashes; any other line fails."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / lock).read_text("utf-8").splitlines():
        if pin := PIN.match(line):
            hashes = found.setdefault(pin[1], [])
        else:
            assert re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", line), line
            hashes.append(line.strip())
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_exact_versions_hashes_and_no_addresses(lock: str) -> None:
    found = pins(lock)
    assert found
    assert all(found.values()), "a requirement without a hash"
    assert "://" not in (ROOT / lock).read_text("utf-8")


@pytest.mark.parametrize("lock", LOCKS)
def test_all_locks_pin_what_the_test_lock_pins(lock: str) -> None:
    assert pins(lock).keys() <= pins("requirements-test.lock").keys()


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    assert set(LOCKS) == {
        "requirements.lock",
        "requirements-test.lock",
        *(f"requirements-{extra}.lock" for extra in extras),
    }
    for extra, wanted in {"": [], **extras}.items():
        lock = f"requirements-{extra}.lock" if extra else "requirements.lock"
        locked = {pin.split("==")[0] for pin in pins(lock)}
        assert {*project["dependencies"], *wanted} <= locked


def test_the_citation_names_this_version() -> None:
    assert f"\nversion: {vetopoint.__version__}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
