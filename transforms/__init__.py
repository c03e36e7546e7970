"""Pure rooms: bytes and tables in, tables out. No clock, network, environment or randomness."""
