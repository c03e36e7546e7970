"""Who and what an article names: recognise mentions, link them to known things, resolve the unknown."""
