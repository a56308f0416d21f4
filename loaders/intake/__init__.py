"""Loads: trial, load, undo, redo, forget; templates to fill in, and the lines of the log.

Files come in, what happened or would happen goes out. Called by the command and by the page that loads.
"""
