"""The store: one SQLite file that is the truth about every job, written so that no power cut can take it back."""

from nemo_watch.store.store import HistoryEntry, Store
from nemo_watch.store.wanted import Wanted

STORE_NAME = "jobs.sqlite"
"""The name of the database in a state folder."""

__all__ = ["STORE_NAME", "HistoryEntry", "Store", "Wanted"]
