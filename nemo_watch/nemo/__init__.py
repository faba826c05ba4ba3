"""The client of the NemoVideo API: to the cloud by HTTPS, or to the studio on this machine by a unix socket.

It knows sessions, uploads, messages, states, renders and files, and nothing of rules, jobs and folders.
Foreign errors (httpx, zlib, JSON, the API's own codes) are translated here into the tree of `errors`.
"""
