"""Features that bring tables, services, pages and nodes of their own."""
