"""Spheres of influence: how a region votes beside the great powers, and where that changes."""

from __future__ import annotations

__all__: list[str] = []
