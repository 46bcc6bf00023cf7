"""Collective bargaining: where a group would settle, with the plain mean always beside."""

from __future__ import annotations

__all__: list[str] = []
