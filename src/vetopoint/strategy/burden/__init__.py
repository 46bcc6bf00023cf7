"""Who carries the burden: defence spending by size of economy, and support by donor."""

from __future__ import annotations

__all__: list[str] = []
