"""What follows from the texts by arithmetic."""

from __future__ import annotations

__all__: list[str] = []
