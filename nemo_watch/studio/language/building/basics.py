"""What all builders are, and those that need no slots. None means: the words fit, but this cannot be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nemo_watch.studio.language.edits import Edit

Said = Mapping[str, Any]
"""What a phrase's slots and marks held, by their names; marks are strings."""

Builder = Callable[[Said], tuple[Edit, ...] | None]


def just(*edits: Edit) -> Builder:
    """Return a builder of edits that leave nothing open."""
    return lambda _: edits


def both(one: Builder, other: Builder) -> Builder:
    """Return a builder of what one builds, followed by what another builds of the same slots."""

    def build(said: Said) -> tuple[Edit, ...] | None:
        first, second = one(said), other(said)
        return None if first is None or second is None else (*first, *second)

    return build


def nothing(_: Said) -> tuple[Edit, ...] | None:
    """Build no edit: what is asked for is done anyway."""
    return ()


def beyond(_: Said) -> tuple[Edit, ...] | None:
    """Refuse: a wish that is known and cannot be done, kept together in its own words."""
    return None
