"""Rules of form: what a word's shape, its neighbours and the known names tell of who and what is named."""
