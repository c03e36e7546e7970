"""Cue words of speech, one file a language; README.md explains the columns."""
