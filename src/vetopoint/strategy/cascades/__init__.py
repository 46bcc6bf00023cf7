"""Loyalty and cascades: what follows if thresholds, tastes or beliefs were such and such."""

from __future__ import annotations

__all__: list[str] = []
