"""Recognition and secession: who recognised what and when, and what the organs' votes need."""

from __future__ import annotations

__all__: list[str] = []
