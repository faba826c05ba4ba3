"""Whether a job's sources are still the files that were dropped."""

from __future__ import annotations

import os

from nemo_watch.errors import HeldError, JobError
from nemo_watch.inbox.put_away import is_same_file
from nemo_watch.jobs import Fingerprint, Job, Source
from nemo_watch.mounts import lasting_inode
from nemo_watch.names import shown

_RECHECK_SECONDS = 60.0


class SourceChanged(JobError):
    """The file was replaced or removed before it was read: this job is over, a new file is a new job."""


def check_unchanged(job: Job) -> None:
    """Raise SourceChanged where a path does not hold the file any more that was dropped.

    Raises HeldError where the whole inbox is away: its disk may come back, and the file with it.
    """
    for source in job.sources:
        known = source.fingerprint
        if is_same_file(source.place, inode=known.inode, size=known.size, mtime_ns=known.mtime_ns):
            continue
        if not os.path.isdir(job.rule.inbox):  # noqa: PTH112 - Path.is_dir raises where a mount is dead
            raise HeldError(
                f"The inbox {shown(job.rule.inbox)} is not there.",
                hint="Connect its disk: the job goes on by itself.",
                recheck_seconds=_RECHECK_SECONDS,
            )
        if os.path.lexists(source.place):
            raise SourceChanged("The file was changed or replaced before it was converted; the new one is a new job.")
        raise SourceChanged("The file was moved away or deleted before it was converted.")


def check_not_rewritten(source: Source) -> None:
    """Raise SourceChanged where a source was written to while it was read: the result mixes old and new.

    One that was replaced as a whole, or deleted, was read to its end as it had been.
    """
    try:
        stat = source.place.lstat()
    except OSError:
        return
    if lasting_inode(stat) == source.fingerprint.inode and not source.fingerprint.is_same_content(Fingerprint.of(stat)):
        raise SourceChanged("The file was changed while it was converted; as it is now, it is a new job.")
