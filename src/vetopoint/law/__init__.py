"""What the texts say: ballots, rules, bodies and procedures, each number with its source."""

from __future__ import annotations

__all__: list[str] = []
