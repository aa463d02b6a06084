"""The web page in front of the person: typed, clicked and spoken turns in, what happened out."""

from assistant.console.server import Console, serve

__all__ = ["Console", "serve"]
