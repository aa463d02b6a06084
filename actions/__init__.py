"""Do: one file a command, one driver a record."""
