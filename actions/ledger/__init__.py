"""The ledger of delays: from the visit to the reader, by service and establishment, never by person."""
