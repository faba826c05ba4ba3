"""From a hint or a sweep to a job, by four questions.

Is the file one of ours? Has it arrived? What belongs to it? Was it here before?

Files are looked at in a thread, so that a slow disk holds up nothing else; what is decided about them is decided on
the event loop, one after the other. Nothing that is remembered here is needed after a restart: the first sweep finds
halves and folders again.
"""

from nemo_watch.intake.intake import Arrival, Intake

__all__ = ["Arrival", "Intake"]
