"""Pure functions of bytes and tables: nothing here asks the clock, the network, the environment or chance."""
