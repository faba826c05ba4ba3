"""The status page: what the daemon is doing, in a browser, live; and the buttons to steer it."""
