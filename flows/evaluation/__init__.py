"""How good the labels are: what the pipeline finds, held against corpora in which people marked what there is.

``presswatch evaluate`` reads the corpora that it finds below the folders given, and makes a scorecard of figures. A
figure always says what it was measured on: the corpus and the digest of its files, the language, and how many items.
"""
