"""Notices on the desktop: what has come to its end, in as few words and as seldom as is useful."""
