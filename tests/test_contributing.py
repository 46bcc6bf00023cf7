"""What CONTRIBUTING.md shows can be followed to the letter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vetopoint.law.charter_text import charter_from
from vetopoint.law.documents import parse_document
from vetopoint.law.procedures import procedure_from, procedure_of
from vetopoint.record.landmark import landmark_file

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
CHARTER, PROCEDURE, VOTE = re.findall(r"```yaml\n(.*?)```", GUIDE, flags=re.DOTALL)


def test_the_charter_shown_is_one() -> None:
    charter = charter_from(parse_document(CHARTER, "harbour-board.yaml"))
    assert charter.body == "harbour-board"
    assert [decision.id for decision in charter.decisions] == ["dues"]


def test_the_path_shown_is_one() -> None:
    procedure = procedure_from(parse_document(PROCEDURE, "CONTRIBUTING.md"))
    assert procedure == procedure_of(procedure.procedure)


def test_the_vote_shown_is_the_one_that_ships(tmp_path: Path) -> None:
    shown = tmp_path / "council-shown.yaml"
    shown.write_text(VOTE, "utf-8")
    (vote,) = landmark_file(shown)
    assert vote.symbol == "S/1999/328"
    folder = ROOT / "src" / "vetopoint" / "record" / "landmark"
    assert VOTE in "".join(path.read_text("utf-8") for path in sorted(folder.glob("*.yaml")))


@pytest.mark.parametrize("folder", re.findall(r"`(src/vetopoint/[\w/-]+)/[^`]*`", GUIDE))
def test_every_folder_named_is_there(folder: str) -> None:
    assert (ROOT / folder).is_dir()
