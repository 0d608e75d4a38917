"""OnRoll: knows where every child of a local authority is being educated, and which children nobody has placed."""
