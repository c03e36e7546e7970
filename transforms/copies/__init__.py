"""Copies told from originals, by fingerprints of their texts."""
