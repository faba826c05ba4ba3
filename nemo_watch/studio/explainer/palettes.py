"""The colours of a film: deep backgrounds, on which white is read well, and one bright colour for what matters."""

from __future__ import annotations

import msgspec

from nemo_watch.studio.lettering import Colour


class Palette(msgspec.Struct, frozen=True):
    """Background from `deep` to `ground`, `lights` that drift over it, and the `accent`."""

    name: str
    deep: Colour
    ground: Colour
    lights: tuple[Colour, Colour]
    accent: Colour


PALETTES = (
    Palette("night", (9, 13, 34), (25, 39, 88), ((63, 111, 216), (138, 79, 208)), (122, 184, 255)),
    Palette("sea", (3, 20, 27), (8, 52, 66), ((20, 143, 136), (42, 116, 200)), (94, 234, 212)),
    Palette("ember", (24, 9, 15), (66, 19, 34), ((206, 84, 62), (196, 120, 46)), (255, 184, 107)),
    Palette("forest", (6, 20, 15), (16, 50, 36), ((52, 148, 92), (140, 150, 70)), (190, 242, 100)),
    Palette("plum", (19, 9, 30), (52, 20, 76), ((180, 68, 150), (86, 84, 214)), (244, 160, 255)),
    Palette("slate", (12, 16, 22), (30, 39, 53), ((98, 130, 172), (150, 128, 104)), (255, 209, 140)),
)


def palette_for(seed: int) -> Palette:
    """Return the palette that belongs to a number; the same number always has the same."""
    return PALETTES[seed % len(PALETTES)]
