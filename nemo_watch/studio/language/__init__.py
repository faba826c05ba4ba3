"""From an instruction in plain English or Chinese to edits, and to the words that nobody understood.

    text → words → scanning (phrases, vocabulary) → settling → reconciling → reading

Everything here is pure: no files, no clock, no network. What the edits do to a file is not known here.
"""

from nemo_watch.studio.language.describing import describe
from nemo_watch.studio.language.edits import Edit, Export, Mute, Scale, Trim
from nemo_watch.studio.language.reading import LONGEST_INSTRUCTION, Reading, explain, read

__all__ = [
    "LONGEST_INSTRUCTION",
    "Edit",
    "Export",
    "Mute",
    "Reading",
    "Scale",
    "Trim",
    "describe",
    "explain",
    "read",
]
