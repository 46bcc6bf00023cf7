"""The rules of the stylesheets that a picture needs, for a picture that leaves the page.

A file is read by drawing programs that know classes but neither variables nor the dark look, so
colours are written out, on paper.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

__all__ = ["style_of"]

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CLASS = re.compile(r"\.([\w-]+)")
_VARIABLE = re.compile(r"--([\w-]+): ([^;]+);")
_USE = re.compile(r"var\(--([\w-]+)(?:,[^)]*)?\)")
_NAMED = re.compile(r'class="([^"]*)"')
# What a picture cannot be: a page, a pointer over it, a narrow screen.
_ONLY_IN_A_PAGE = re.compile(r":|\[|\bfigure\b|\.workbench|\.small-picture|^[^.]")


def style_of(picture: str) -> str:
    """The rules for the classes in a picture, colours written out, one rule a line.

    >>> style_of('<circle class="seat-for"/>')
    '.seat-for{fill:#1f5fa8;stroke:#1f5fa8}'
    """
    used = {name for names in _NAMED.findall(picture) for name in names.split()}
    return "\n".join(
        f"{selector}{{{declared}}}"
        for selector, declared in _rules()
        if used >= set(_CLASS.findall(selector))
    )


@cache
def _rules() -> tuple[tuple[str, str], ...]:
    """Each selector of the light look outside of any condition, with what it declares."""
    folder = files("vetopoint") / "web" / "static"
    names = ("style.css", "workbench.css")
    whole = "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
    values = dict(reversed(_VARIABLE.findall(whole.partition("@media")[0])))
    found = []
    for selectors, declared in _RULE.findall(_unconditional(whole)):
        written = _USE.sub(lambda use: values[use[1]], declared)
        short = re.sub(r"\s*([:;,])\s*", r"\1", written.strip()).rstrip(";")
        found += [
            (selector, short)
            for selector in map(str.strip, selectors.split(","))
            if not _ONLY_IN_A_PAGE.search(selector)
        ]
    return tuple(found)


def _unconditional(sheet: str) -> str:
    """The sheet without comments and without what stands under @media or @page."""
    bare = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    return re.sub(r"@\w+[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", bare)
