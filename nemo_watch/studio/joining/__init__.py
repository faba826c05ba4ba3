"""One source made of several files: clips that follow each other, or pictures that are shown one after the other.

`joint` and `show` decide, purely, what comes of it and predict the facts of the source; `join` and `showing` make it in
the work folder of a render, a file at a time, so that memory stays flat however many there are.
"""
