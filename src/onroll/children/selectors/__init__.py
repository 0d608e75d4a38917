"""What may be asked of the central record? Reads only: by day, and where it matters as known at a moment."""
