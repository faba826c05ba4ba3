"""`nemo-watch retry JOB…`."""

from nemo_watch.cli.steering import job_command

command = job_command(
    "retry",
    help_text="Begin a failed, held or cancelled job again. A failed file comes back from failed/ first.",
    outcome="is tried again",
)
