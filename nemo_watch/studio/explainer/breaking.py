"""How large the words of a scene are set and where their lines end, so that they always fit into a frame. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nemo_watch.studio.explainer.reading import is_dense
from nemo_watch.studio.lettering import Face, fitted, wrapped

LEADING = 1.14
"""From line to line, in sizes of the letters."""
_FACE = Face.DISPLAY
_DENSE_FACTOR, _DENSE_WIDTH, _UNBROKEN = 1.15, 1.12, 0.72
"""Of scripts that write no spaces, whose letters come out smaller than ours: how much larger they are set, how much
narrower they run than the widest of their fonts, and how much smaller they may be to break no line within a clause."""
_CLAUSE_ENDS = re.compile("(?<=[，。；：！？])(?=[^，。；：！？”’」』】）》…])")
_SMALLER, _MOST_STEPS = 0.88, 6

Broken = tuple[float, tuple[str, ...]]
"""How large a text is set, and its lines."""


def broken(text: str, *, sizes: Sequence[float], width: float, height: float, most_lines: int) -> Broken:
    """Return how large a text is set, and its lines: as large as lets it stand in so many lines, all of pixels.

    What needs more lines in the last of the sizes is made smaller until they are no higher than `height`; what is
    still too long then ends early.
    """
    if not is_dense(text):
        found = fitted(text, face=_FACE, sizes=sizes, width=width, most_lines=most_lines)
        return _no_higher(text, found, width=width, height=height)
    sizes = [_DENSE_FACTOR * size for size in sizes]
    width *= _DENSE_WIDTH
    found = fitted(text, face=_FACE, sizes=sizes, width=width, most_lines=most_lines)
    whole = _by_clauses(text, sizes=sizes, width=width, most_lines=most_lines, found=found)
    return whole or _no_higher(text, found, width=width, height=height)


def _by_clauses(text: str, *, sizes: Sequence[float], width: float, most_lines: int, found: Broken) -> Broken | None:
    """Return lines each of which is a clause, or one for all, or a part of one; None where they were small or many.

    Where nobody knows where words end, a line that is not broken is worth more than a large one.
    """
    clauses = _CLAUSE_ENDS.sub("\n", text)
    for unbroken in (clauses, text):
        count = unbroken.count("\n") + 1
        size, lines = fitted(unbroken, face=_FACE, sizes=sizes, width=width, most_lines=count)
        if len(lines) == count <= most_lines and size > _UNBROKEN * found[0]:
            return size, lines
    lines = wrapped(clauses, face=_FACE, size=found[0], width=width)
    return (found[0], lines) if len(lines) <= min(most_lines, len(found[1]) + 1) else None


def _no_higher(text: str, found: Broken, *, width: float, height: float) -> Broken:
    size, lines = found
    for _ in range(_MOST_STEPS):
        if len(lines) * size * LEADING <= height:
            return size, lines
        size *= _SMALLER
        lines = wrapped(text, face=_FACE, size=size, width=width)
    most = int(height / (size * LEADING))
    return size, lines if len(lines) <= most else (*lines[: most - 1], f"{lines[most - 1]}…")
