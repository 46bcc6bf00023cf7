"""Layered defence against its cost, at the level of public budget studies."""

from __future__ import annotations

__all__: list[str] = []
