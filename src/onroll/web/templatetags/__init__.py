"""The parts a page is made of, as template tags; always loaded, no {% load %} needed."""
