"""The table of phrases: how people ask for an edit, in English and Chinese side by side, family by family.

To teach a phrase, add a line to its edit's list; to teach an edit, write a builder and a list. `pattern` describes
the language, `vocabulary` and `families` hold the <groups>; the longest match wins, and of equals the first.
"""

from __future__ import annotations

from nemo_watch.studio.language.table.granted import GRANTED
from nemo_watch.studio.language.table.joining import JOINING
from nemo_watch.studio.language.table.lettering import LETTERING
from nemo_watch.studio.language.table.looks import LOOKS
from nemo_watch.studio.language.table.pacing import PACING
from nemo_watch.studio.language.table.picture import PICTURE
from nemo_watch.studio.language.table.saving import SAVING
from nemo_watch.studio.language.table.sound import SOUND
from nemo_watch.studio.language.table.trimming import TRIMMING

PHRASES = (*TRIMMING, *PACING, *PICTURE, *LOOKS, *SAVING, *SOUND, *LETTERING, *JOINING, *GRANTED)
