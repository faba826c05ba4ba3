"""`nemo-watch undo JOB…`."""

from nemo_watch.cli.steering import job_command

command = job_command(
    "undo",
    help_text="Take a delivered job back: its result goes to the trash, its file lies where it was dropped.",
    outcome="is undone: its result is in the trash, and its file where it was dropped",
)
