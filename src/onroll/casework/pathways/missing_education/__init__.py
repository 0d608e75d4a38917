"""How is a child missing education found, and seen into education? The pathway of Education Act 1996 s436A."""
