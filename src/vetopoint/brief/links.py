"""Where the United Nations keeps the documents of a vote."""

from __future__ import annotations

from urllib.parse import quote

from vetopoint.record.votes import RollCall

__all__ = ["document_url", "official_links"]


def document_url(symbol: str) -> str:
    """The permanent address of a United Nations document by its symbol.

    >>> document_url("S/RES/1244(1999)")
    'https://undocs.org/S/RES/1244(1999)'
    """
    return f"https://undocs.org/{quote(symbol, safe='/().-')}"


def official_links(found: RollCall) -> list[tuple[str, str]]:
    """Draft, resolution and meeting record, each with its address, those that are known."""
    symbols = (("Draft", found.draft), ("Resolution", found.resolution), ("Meeting", found.meeting))
    known = {symbol: name for name, symbol in symbols if symbol and symbol[:2] in ("S/", "A/")}
    return [(name, document_url(symbol)) for symbol, name in known.items()]
