"""SQLite as Django speaks to it, with writers that take turns."""
