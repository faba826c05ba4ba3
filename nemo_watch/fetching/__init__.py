"""Fetching files from hosts that nobody here trusts: no credentials, public addresses only, going on after a break.

It knows no API, no job and no kind of media: what may arrive is the caller's judgement.
"""

from nemo_watch.fetching.addresses import is_loopback_host, parsed_url
from nemo_watch.fetching.arrival import MOST_BYTES, Judge, Progress, download_headers, save
from nemo_watch.fetching.fetcher import Fetcher
from nemo_watch.fetching.pinning import SILENCE_SECONDS
from nemo_watch.fetching.refusals import AddressRefused, NotThere, WrongContent
from nemo_watch.fetching.statuses import retry_after

__all__ = [
    "MOST_BYTES",
    "SILENCE_SECONDS",
    "AddressRefused",
    "Fetcher",
    "Judge",
    "NotThere",
    "Progress",
    "WrongContent",
    "download_headers",
    "is_loopback_host",
    "parsed_url",
    "retry_after",
    "save",
]
