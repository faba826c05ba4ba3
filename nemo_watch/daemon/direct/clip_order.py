"""The order of clips and pictures in a film: that in which they were named.

The studio puts them in the order of their names, because files of a dropped folder have no other. Whoever names them
one by one has said which comes first.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from nemo_watch.jobs import Job
from nemo_watch.studio.sessions import Session


def in_order_named(job: Job, session: Session) -> Job:
    """Return a job whose draft has the files in the order of the job's sources, unless another one is asked for.

    The draft is that of `session`, and not rendered yet. What a link led to comes last.
    """
    draft = msgspec.json.decode(job.draft)
    cast, edits = draft["studio"]["cast"], draft["studio"]["edits"]
    if len(cast["main"]) < 2 or any(edit.get("order") == "time" for edit in edits):
        return job
    places = {source.place: number for number, source in enumerate(job.sources)}
    numbers = {upload.id: places.get(upload.path, len(places)) for upload in session.uploads}
    main = sorted(cast["main"], key=lambda upload_id: numbers[upload_id])
    cast["main"] = main
    return replace(job, draft=msgspec.json.encode(draft))
