"""A job's way from dropped to delivered: one step a state, each safe to be killed in and begun again."""

from nemo_watch.pipeline.engine import Engine
from nemo_watch.pipeline.pipeline import Pipeline

__all__ = ["Engine", "Pipeline"]
