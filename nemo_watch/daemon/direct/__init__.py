"""Work that was asked for by naming files: without rules, without a daemon, and with nothing kept afterwards.

names → looked at (`named`) → which belong together (`assembling`) → jobs (`planning`) → done (`daemon.rendering`)
"""
