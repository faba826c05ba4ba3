"""How edits are composed: time (`timeline`, `sequence`), picture (`geometry`), sound (`mixing`), size (`budget`).

Everything here is pure: numbers in, lengths, sizes and filters out. No file, no ffmpeg.
"""
