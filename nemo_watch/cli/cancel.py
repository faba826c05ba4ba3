"""`nemo-watch cancel JOB…`."""

from nemo_watch.cli.steering import job_command

command = job_command(
    "cancel",
    help_text="Stop a job. Its file stays where it is.",
    outcome="is being stopped",
)
