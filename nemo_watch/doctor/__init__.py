"""Whether this machine is as nemo-watch needs it: one finding after the other, each with its remedy.

It looks, and changes nothing. Whatever may not answer is asked in a thread of its own, and given up after a while.
What only the daemon or its parts can say is asked through functions that are passed in.
"""

from nemo_watch.doctor.finding import Finding, Level, note, trouble, well
from nemo_watch.doctor.looks import Look, findings, within
from nemo_watch.doctor.round import Asking, looks_of

__all__ = ["Asking", "Finding", "Level", "Look", "findings", "looks_of", "note", "trouble", "well", "within"]
