"""What is this pathway? Children on a roll who don't attend: support first, then contract, notices and court."""
