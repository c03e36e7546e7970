"""Who and what is named: looking for it, showing it, and deciding who is who."""
