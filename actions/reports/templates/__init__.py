"""Templates: their text, what fills them from the record, who sees which, and what is wrong with one."""
