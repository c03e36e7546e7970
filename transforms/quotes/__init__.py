"""Who says what: stretches of speech, and who their speakers are."""
