"""The daemon's own local API: what the commands, the tray and scripts ask it, over a unix socket."""
