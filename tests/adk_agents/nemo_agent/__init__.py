"""An agent as the Agent Development Kit expects it: a package with a module `agent` that holds a `root_agent`."""

from . import agent as agent
