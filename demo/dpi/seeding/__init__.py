"""The invented hospital, one file a subject; runs inside the record's own environment (trytond, PyYAML)."""
