"""Every request: right host, right origin, logged in, meant; every answer: nothing foreign, nothing kept."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web

from assistant.console.access import Access, Pass, same

log = logging.getLogger(__name__)

PUBLIC = ("/login", "/static/")
PAGES = ("/", "/mots", "/modeles", "/bureau", "/delais")
"""What a person opens by hand: without a login they are led to it."""
CSRF = "X-CSRF-Token"
PASS: web.RequestKey[Pass] = web.RequestKey("pass", Pass)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; media-src 'self' blob:; worker-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), display-capture=()",
    "Cache-Control": "no-store",
    "Server": "dpi-vocal",
}


def refuse(status: int, code: str, say: str = "") -> web.Response:
    """A refusal that the page has a sentence for, or that brings its own."""
    return web.json_response({"error": code} | ({"say": say} if say else {}), status=status)


class Guard:
    """The checks that stand before every route."""

    def __init__(self, access: Access, host: str, port: int) -> None:
        names = {host, "127.0.0.1", "localhost"} if ":" not in host else {f"[{host}]", "localhost"}
        self._hosts = frozenset(f"{name}:{port}" for name in names)
        self._access = access
        self.cookie = f"dpi_vocal_{port}"
        """Cookies do not mind the port: two consoles of one machine must not share a name."""

    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse, or hand on. A fault is logged by its type alone: its text may name a patient."""
        if refusal := self._refusal(request):
            return refusal
        try:
            return await handler(request)
        except web.HTTPException:
            raise
        except Exception as fault:  # noqa: BLE001 - the last line of the console
            name = request.match_info.route.name
            log.error("route %s: %s", name, type(fault).__name__)  # noqa: TRY400 - no traceback: see above
            return refuse(500, "unknown")

    def _refusal(self, request: web.Request) -> web.Response | None:
        host = request.headers.get(hdrs.HOST, "")
        if host not in self._hosts:  # a foreign name that resolves to us: DNS rebinding
            return refuse(403, "wrong-host")
        changes = request.method not in ("GET", "HEAD") or request.path.startswith("/ws/")
        origin = request.headers.get(hdrs.ORIGIN)
        if origin != f"http://{host}" and (changes or origin is not None):
            return refuse(403, "wrong-origin")
        if request.path.startswith(PUBLIC):
            return None
        known = self._access.check(request.cookies.get(self.cookie))
        if known is None:
            return refuse(401, "not-logged-in") if request.path not in PAGES else _to_login()
        if request.method not in ("GET", "HEAD") and not same(request.headers.get(CSRF, ""), known.csrf):
            return refuse(403, "wrong-csrf")
        request[PASS] = known
        return None


def _to_login() -> web.Response:
    return web.Response(status=303, headers={hdrs.LOCATION: "/login"})


async def seal(_request: web.Request, response: web.StreamResponse) -> None:
    """Headers of every answer, refusals and static files included."""
    response.headers.update(HEADERS)
