"""What can be wrong with a file that is fetched, beyond a network that fails for a while.

    TransientError
    ├── NotThere          the server has no file at the address, or none for us
    └── WrongContent      what it sent is not the file
    FinalError
    └── AddressRefused    the address must not be followed

The first two may pass (a file that is not published yet, an error page of the moment), so that a job tries again;
whoever knows another way to the file goes it at once.
"""

from __future__ import annotations

from nemo_watch.errors import FinalError, TransientError


class NotThere(TransientError):
    """The server has no file at the address, or none for us."""


class WrongContent(TransientError):
    """What came is no file of the kind that was expected, or not as long as it should be."""


class AddressRefused(FinalError):
    """The address is none that may be followed; the sentence names its host only, for a URL may hold a signature."""
