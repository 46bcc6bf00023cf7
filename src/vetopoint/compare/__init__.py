"""Crises side by side: what is coded of each, and from which source."""

from __future__ import annotations

__all__: list[str] = []
