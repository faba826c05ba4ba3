r"""Text in pictures: fonts that come along, lines that fit, and a document that ffmpeg's `ass` filter draws.

    text = cleaned(given)                                   # letters: no control characters, one kind of line end
    text = without(text, missing_letters(text))             # letters that no font of this machine has
    style = Style(name="title", face=Face.DISPLAY, size=96, place="center", margins=safe_margins(frame))
    lines = wrapped(text, face=style.face, size=style.size, width=frame[0] - 2 * style.margins[0])
    sheet = Document(frame=frame, styles=(style,), texts=(Text("\n".join(lines), style="title", start=0, end=3),))
    with opened(sheet, folder) as lettering:
        filters = ["format=yuv420p", lettering.filter]
        await process.run(ffmpeg, [...], descriptors=[..., lettering.descriptor], writable=[folder])

Sizes are pixels of the frame, times are seconds of the film. Text is only text (P22 of the promises): whatever it
holds, it is drawn, never obeyed, and never stands in a filter's arguments; nor does the name of a folder.

The fonts travel inside the document, so the fence needs no door for them. Three faces of one family cover Latin,
Greek and Cyrillic, see `fonts/OFL.txt`. Letters that they do not have come from the fonts of the system, which
libass finds through fontconfig.
"""

from nemo_watch.studio.lettering.document import (
    Bar,
    Colour,
    Document,
    Place,
    Point,
    Style,
    Text,
    safe_margins,
)
from nemo_watch.studio.lettering.faces import Face
from nemo_watch.studio.lettering.letters import cleaned, missing_letters, without
from nemo_watch.studio.lettering.lines import fits, fitted, width_of, wrapped
from nemo_watch.studio.lettering.sheets import Lettering, opened

__all__ = [
    "Bar",
    "Colour",
    "Document",
    "Face",
    "Lettering",
    "Place",
    "Point",
    "Style",
    "Text",
    "cleaned",
    "fits",
    "fitted",
    "missing_letters",
    "opened",
    "safe_margins",
    "width_of",
    "without",
    "wrapped",
]
