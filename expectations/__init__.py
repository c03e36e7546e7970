"""What good data is: one suite per table, and the only boundary to Great Expectations and pandas."""
