"""nemo-watch: drop a video into a folder, and the MP4 that you asked for appears in another."""

__version__ = "0.1.0"
