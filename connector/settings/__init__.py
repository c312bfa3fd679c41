"""What admins write: the configuration, field maps and people, read once and checked as a whole."""
