"""Forecasts of the Security Council: courses that a vote can take, and each member within them."""

from __future__ import annotations

__all__: list[str] = []
