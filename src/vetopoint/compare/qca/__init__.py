"""Qualitative comparative analysis: crisp, fuzzy and multi-value, exact, with every tied model."""

from __future__ import annotations

__all__: list[str] = []
