"""What happened: roll calls with their sources, a landmark record, and the embedded store."""

from __future__ import annotations

__all__: list[str] = []
