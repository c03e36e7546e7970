"""Training of the name tagger; never imported by the four packages."""
