"""The tray: a small icon that tells how it stands. A process of its own, which asks the daemon over its socket."""
