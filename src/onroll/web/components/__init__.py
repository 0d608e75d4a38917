"""What do a page's parts hold? The plain data that a view fills and a template tag draws."""
