"""What good data is, suite by suite; nobody else needs Great Expectations or pandas."""
