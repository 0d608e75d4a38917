"""What runs by itself beside the pages: thin callers of actions, each of which may be killed and called again."""
