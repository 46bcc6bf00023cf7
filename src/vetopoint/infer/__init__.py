"""What the record tells of members: positions, likeness, forecasts, and how good they were."""

from __future__ import annotations

__all__: list[str] = []
