"""How does a letter come from a template to paper? One text in a small markup; a Word file and a PDF say exactly it."""
