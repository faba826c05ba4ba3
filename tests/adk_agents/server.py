"""The Agent Development Kit's own server with the agents of this folder: `server.py FD`, FD is a listening socket.

Its application is served, not its command `adk api_server`: that one opens a port by number and reports its use.
Sessions are kept in memory, so nothing is written.
"""

import socket
import sys
from pathlib import Path

import uvicorn
from google.adk.cli.fast_api import get_fast_api_app

application = get_fast_api_app(
    agents_dir=str(Path(__file__).parent),
    session_service_uri="memory://",
    artifact_service_uri="memory://",
    web=False,
)
listener = socket.socket(fileno=int(sys.argv[1]))
uvicorn.Server(uvicorn.Config(application, log_level="warning")).run(sockets=[listener])
