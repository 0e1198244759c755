"""Datasets of annotations as other tools' files, a module a format, all over one stream.

`source.py` says what a dataset is, `losses.py` counts what a format could not hold, `incoming.py` says what
a reader finds in somebody else's file.
"""
