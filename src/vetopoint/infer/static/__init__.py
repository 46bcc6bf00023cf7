"""Static ideal points: one position for each member, from any matrix of ballots."""

from __future__ import annotations

__all__: list[str] = []
