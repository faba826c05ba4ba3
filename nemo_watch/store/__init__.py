"""The store: one SQLite file that is the truth about every job, written so that no power cut can take it back."""

from nemo_watch.store.store import HistoryEntry, Store

__all__ = ["HistoryEntry", "Store"]
