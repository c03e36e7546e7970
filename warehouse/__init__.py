"""Bytes on disk and SQL: where a home keeps its files, how they land without loss, and how they are read."""
