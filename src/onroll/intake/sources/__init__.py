"""Can what a source sends be relied on: is it allowed, is it late, is it good, and what must it mend? (B4, B5, Q9)"""
