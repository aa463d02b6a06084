"""The mailroom: signed documents of the place to their addressees, through actions.dispatch, and what came of them."""
