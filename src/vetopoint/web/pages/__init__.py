"""The pages of the workbench, one module each; `vetopoint.web.routes` lists them."""

from __future__ import annotations

__all__: list[str] = []
