"""The studio: our own render server, which speaks the NemoVideo API and works with ffmpeg on this machine.

It knows nothing of rules, jobs, inboxes or outboxes: a session, its uploads, messages in plain words, a draft, a
render. What it shares with the client of the API lies in the layers below both.
"""
