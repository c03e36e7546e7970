"""Word lists of the name rules; `words.tsv` says in its comments what each kind is for."""
