"""Files on their way into an inbox: noticed, looked at without trust, and waited for until they have arrived.

Which rule takes a file, and what becomes of it, is not known here.
"""
