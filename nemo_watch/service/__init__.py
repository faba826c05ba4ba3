"""nemo-watch by itself: as a user service of systemd, as a launch agent of macOS, and the tray at login.

It writes units and asks the service manager; it prints nothing. It must not know the daemon, nor how it is asked.
"""

from nemo_watch.service.manager import LABEL, UNIT, Asked, Manager, Standing, manager_of

__all__ = ["LABEL", "UNIT", "Asked", "Manager", "Standing", "manager_of"]
