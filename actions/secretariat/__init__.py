"""The secretary's desk: every report with one status, its delay, who has it in hand, and what may be done with it."""
