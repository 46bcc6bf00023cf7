"""The brief: what was decided in a case, by whom, and who could have changed it."""

from __future__ import annotations

__all__: list[str] = []
