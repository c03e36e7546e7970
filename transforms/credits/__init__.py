"""Whom an article credits: other media, news agencies, translators."""
