"""A model as a record: its question, inputs, references, limits and published example."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from vetopoint.strategy.inputs import Input
from vetopoint.strategy.results import Answer

__all__ = ["TOPICS", "Example", "Model"]

TOPICS: Mapping[str, str] = {
    "deterrence": "Deterrence and signals",
    "bargaining": "Collective bargaining",
    "cascades": "Loyalty and cascades",
    "defence": "Layered defence against its cost",
    "burden": "Burden and support",
    "suppliers": "Arms supplier dependence",
    "spheres": "Spheres of influence",
    "recognition": "Recognition and secession",
}


@frozen
class Example:
    """A published worked example: what is given, what must come out, and who says so.

    `tolerance` is half a unit of the last published digit, unless the source rounds coarser.
    """

    given: Mapping[str, Any]
    expected: Mapping[str, float]
    tolerance: float
    source: str


@frozen
class Model:
    """A textbook model.

    `solve` takes the inputs read and gives the answer; it is pure, but that a FOLDER is read.
    `page` is the page of the documentation that explains it.
    """

    slug: str
    topic: str = field()
    title: str
    question: str
    inputs: Sequence[Input]
    solve: Callable[[Mapping[str, Any]], Answer]
    references: Sequence[str]
    does_not_show: str
    examples: Sequence[Example]

    @topic.validator
    def _is_known(self, _attribute: Any, topic: str) -> None:
        assert topic in TOPICS, topic

    @property
    def page(self) -> str:
        """The page under docs/ that explains the model."""
        return f"model-{self.topic}.md"
