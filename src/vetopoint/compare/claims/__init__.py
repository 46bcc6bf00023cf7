"""Claims and their standing: who holds what, on what evidence, and what stands of it."""

from __future__ import annotations

__all__: list[str] = []
