"""A forecaster of one year as a file of plain arrays, so that the next question is quick."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import fields
from numpy.typing import NDArray

from vetopoint.infer.assembly.features import FeatureStream
from vetopoint.infer.assembly.forecaster import AssemblyForecaster
from vetopoint.infer.assembly.item_stream import ItemStream
from vetopoint.infer.assembly.items import Items
from vetopoint.infer.assembly.known import Known
from vetopoint.infer.assembly.logit import Logit
from vetopoint.infer.assembly.models import Models
from vetopoint.infer.texts import TextIndex
from vetopoint.record.resolutions import Resolutions

__all__ = ["forecaster_bytes", "read_forecaster"]

_Parts = dict[str, NDArray[Any]]
_LOGITS = ("recurring", "new", "absence")
_ITEMS = ("texts", "days", "slopes", "cuts", "habits", "absence", "missing")


def forecaster_bytes(forecaster: AssemblyForecaster) -> bytes:
    """The forecaster as an .npz file: numbers and JSON, nothing that is run when read."""
    record, items = forecaster.record, forecaster.items.fitted(forecaster.models.day)
    head = {
        "symbols": record.symbols,
        "titles": record.titles,
        "agendas": record.agendas,
        "members": record.members,
        "source": record.source,
        "sha256": record.sha256,
        "models": forecaster.models.day.isoformat(),
        "items": items.members,
        "tabled": [(text.title, text.agenda) for text in forecaster.known.texts],
    }
    parts: _Parts = {"record.days": record.days.astype(np.int64), "record.cells": record.cells}
    for name in _LOGITS:
        logit = getattr(forecaster.models, name)
        parts |= {f"{name}.{one.name}": getattr(logit, one.name) for one in fields(Logit)}
    parts |= {f"items.{name}": getattr(items, name) for name in _ITEMS}
    parts["items.days"] = items.days.astype(np.int64)
    for name, index in forecaster.known.indexes.items():
        parts |= {f"{name}.{key}": own for key, own in index.packed().items()}
    parts |= {f"words.{key}": own for key, own in forecaster.items.index.packed().items()}
    parts["previous"] = forecaster.known.previous
    parts |= _foreseen(forecaster.stream)
    out = io.BytesIO()
    np.savez(out, head=np.frombuffer(json.dumps(head).encode(), np.uint8), **parts)  # type: ignore[arg-type]
    return out.getvalue()


def read_forecaster(source: bytes) -> AssemblyForecaster:
    """The forecaster out of such a file.

    Raises
    ------
    ValueError, KeyError, OSError
        If it is none.
    """
    with np.load(io.BytesIO(source)) as held:
        parts = {name: held[name] for name in held.files}
    head = json.loads(parts["head"].tobytes())
    record = Resolutions(
        tuple(head["symbols"]),
        parts["record.days"].astype("datetime64[D]"),
        tuple(head["titles"]),
        tuple(head["agendas"]),
        tuple(head["members"]),
        parts["record.cells"],
        head["source"],
        head["sha256"],
    )
    indexes = {name: TextIndex.unpacked(_under(parts, name)) for name in ("titles", "wholes")}
    worked = {"texts": head["tabled"], "indexes": indexes, "previous": parts["previous"]}
    known = Known(record, worked)
    logits = {name: Logit(**_under(parts, name)) for name in _LOGITS}
    day = datetime.date.fromisoformat(head["models"])
    stream = FeatureStream(known)
    stream.foreseen.update(_by_day(parts))
    items = ItemStream(record, index=TextIndex.unpacked(_under(parts, "words")))
    own = _under(parts, "items")
    own["days"] = own["days"].astype("datetime64[D]")
    items.base = Items(day, tuple(head["items"]), **own)
    return AssemblyForecaster(record, known, stream, Models(day, **logits), items)


def _under(parts: Mapping[str, NDArray[Any]], name: str) -> _Parts:
    return {key.partition(".")[2]: own for key, own in parts.items() if key.startswith(f"{name}.")}


def _foreseen(stream: FeatureStream) -> _Parts:
    """What was foreseen by day, end to end, with the day and the shape of each."""
    days = sorted(stream.foreseen)
    flat = [stream.foreseen[day].ravel() for day in days]
    shapes = [[day.toordinal(), *stream.foreseen[day].shape] for day in days]
    return {
        "foreseen": np.concatenate([np.zeros(0, np.float32), *flat]),
        "shapes": np.array(shapes, np.int64).reshape(-1, 4),
    }


def _by_day(parts: Mapping[str, NDArray[Any]]) -> dict[Any, NDArray[Any]]:
    sizes = parts["shapes"][:, 1:].prod(axis=1)
    edges = np.concatenate([[0], np.cumsum(sizes)])
    found = {}
    for (ordinal, *shape), edge, size in zip(
        parts["shapes"].tolist(), edges[:-1], sizes, strict=True
    ):
        own = parts["foreseen"][edge : edge + size].reshape(shape)
        found[datetime.date.fromordinal(ordinal)] = own
    return found
