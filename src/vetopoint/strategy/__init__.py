"""Textbook models of the questions around a vote: published, small, plain about their limits."""

from __future__ import annotations

__all__: list[str] = []
