"""Forecasts of votes of the General Assembly, from what was known the day before."""

from __future__ import annotations

__all__: list[str] = []
