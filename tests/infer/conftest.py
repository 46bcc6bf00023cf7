"""Voeten's roll calls as one matrix, read once for every test that compares with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from vetopoint.infer.matrices import VoteMatrix, recorded_matrix


@pytest.fixture(scope="session")
def voeten(shared_data: Path) -> VoteMatrix:
    return recorded_matrix(data=shared_data / "un" / "voeten_votes_1946_2019.parquet")
