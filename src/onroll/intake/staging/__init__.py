"""A file that came is read and compared, and waits: nothing is applied until a person has seen what it would do."""
