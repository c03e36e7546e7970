"""Articles of one event, across outlets and languages."""
