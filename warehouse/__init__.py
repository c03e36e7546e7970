"""Bytes on disk and SQL: the home folder, the catalog, the store, the published database and its queries."""
