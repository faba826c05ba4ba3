"""ffmpeg held tight: what it may read, write and call, how much it may take, and how it is started and ended."""
