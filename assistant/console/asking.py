"""What a request asks, read strictly: wrong JSON is refused, a wrong value is a ValueError."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from assistant.console.security import refuse

__all__ = ["body", "flag", "number", "refuse", "text"]


MOST = 2**31
"""No place, count or version is larger."""


class WrongValueError(ValueError):
    """Of another type, or out of range."""


async def body(request: web.Request, longest: int | None = None) -> dict[str, Any]:
    """The JSON object of a request, of `longest` bytes at most where that is more than the console's usual limit.

    Raises 415, 413 or 400.
    """
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text='{"error": "json-wanted"}', content_type="application/json")
    asked = request.clone(client_max_size=longest) if longest else request
    try:
        value = json.loads(await asked.text())
    except web.HTTPRequestEntityTooLarge as fault:
        fault.text, fault.content_type = '{"error": "too-long"}', "application/json"
        raise
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise web.HTTPBadRequest(text='{"error": "json-wanted"}', content_type="application/json")
    return value


def text(asked: dict[str, Any], name: str) -> str:
    """Raises WrongValueError."""
    value = asked.get(name)
    if not isinstance(value, str):
        raise WrongValueError(name)
    return value


def number(value: object) -> int:
    """A whole number, or the digits of one. Raises WrongValueError."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise WrongValueError("number")
    if not 0 <= (read := int(value)) <= MOST:
        raise WrongValueError("number")
    return read


def flag(asked: dict[str, Any], name: str) -> bool:
    """Raises WrongValueError."""
    value = asked.get(name)
    if not isinstance(value, bool):
        raise WrongValueError(name)
    return value
