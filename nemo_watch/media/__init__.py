"""What a media file is and whether all of it is there, told from its own bytes.

Nothing here decodes: that is ffmpeg's work, behind its fence. Nothing here trusts a file's name.
"""
