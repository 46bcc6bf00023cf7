"""The textbook models that ask further about a case, each with its command."""

from __future__ import annotations

from collections.abc import Iterator

from vetopoint.brief.blocks import Block, Bullets, Heading, Prose
from vetopoint.strategy.registry import models_for

__all__ = ["FURTHER", "LIMIT", "further_questions", "model_blocks"]

FURTHER = "What do textbook models ask further?"
LIMIT = (
    "Each answers from assumptions that you give, or from data that it names; none was fitted to "
    "this case."
)


def further_questions(case: str) -> tuple[str, ...]:
    """The question and the command of each model that names the case.

    >>> further_questions("ukraine-2022")[0].endswith("(vetopoint model ukraine-support)")
    True
    """
    return tuple(
        f"{model.question} ({' '.join(filter(None, ('vetopoint model', model.slug, options)))})"
        for model, options in models_for(case)
    )


def model_blocks(case: str) -> Iterator[Block]:
    """The models that name the case, or nothing."""
    if asked := further_questions(case):
        yield Heading(FURTHER)
        yield Prose(LIMIT)
        yield Bullets(asked)
