"""Deterrence and signals: crises as trees, patrons who may not come, and what is learnt."""

from __future__ import annotations

__all__: list[str] = []
