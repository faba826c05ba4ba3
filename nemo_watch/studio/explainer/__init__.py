"""From a text to a film: what is said when, how it looks, and how it sounds.

    script = scripted(text, seconds=None, voice=False, music=True, visuals=True, size=(1920, 1080), pictures=0)
    script.duration, script.notes, script.facts      # known before anything is made
    telling = Telling(script=script, given=())       # which pictures and films are seen behind it
    path = await explainer.film.film(ffmpeg, telling, [], folder=work, threads=2, on_share=print, on_note=print)

    text → letters → manuscript (title, statements) → script (scenes, shots) → document, filters → parts → film.mov

The same text always becomes the same film. `film`, `parts`, `soundtrack`, `narration` and `speaking` act; all else is
pure, save that a script asks which letters the fonts of the machine have, and whether it can speak.
"""

from nemo_watch.studio.explainer.script import MOST_SECONDS, RATE, Scene, Script, Shot, scripted

__all__ = ["MOST_SECONDS", "RATE", "Scene", "Script", "Shot", "scripted"]
