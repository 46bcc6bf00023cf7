"""The look, defined once for every page, and the workbench."""

from __future__ import annotations

__all__: list[str] = []
