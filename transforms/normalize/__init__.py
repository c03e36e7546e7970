"""From a raw record to an article: encoding, characters, block roles, dates, bylines, outlet and identity."""
