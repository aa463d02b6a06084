"""JSON-RPC to a Tryton server (GNU Health): a session that revives, bounded waits, our errors."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

import aiohttp

from assistant.errors import ChartError

log = logging.getLogger(__name__)
Row = Mapping[str, Any]
Password = str | Callable[[], str]


class Tryton:
    """One user's session. A call whose session died was not carried out: it is made again once after a new login."""

    def __init__(self, url: str, database: str, user: str, password: Password, timeout: float) -> None:
        """`url` of the server, as http://127.0.0.1:8069; `timeout` in seconds for one call."""
        self._address = f"{url.rstrip('/')}/{database}/"
        self._user = user
        self._password = password
        self._timeout = aiohttp.ClientTimeout(total=timeout, connect=min(timeout, 5.0))
        self._http: aiohttp.ClientSession | None = None
        self._auth = ""
        self._context: Mapping[str, Any] = {}
        self._number = count(1)
        self._lock = asyncio.Lock()

    async def start(self) -> None:
        """Connect and log in. Raises ChartError(chart-down | chart-slow | chart-login | chart-refused)."""
        self._http = aiohttp.ClientSession(timeout=self._timeout)
        await self._login("")

    async def stop(self) -> None:
        """Log out and close; a server that is gone does not matter any more."""
        http, self._http = self._http, None
        if http is None:
            return
        try:
            if self._auth:
                await self._post(http, "common.db.logout", [], self._auth)
        except ChartError as fault:
            log.info("logout: %s", fault.code)
        finally:
            self._auth = ""
            await http.close()

    async def search_read(
        self,
        model: str,
        domain: Sequence[Any],
        fields: Sequence[str],
        order: Sequence[tuple[str, str]] = (),
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Row]:
        """Rows of a model; «a.b» fields come as row["a."]["b"]. Datetimes are local and naive."""
        sorting = [list(o) for o in order] or None
        rows: list[Row] = await self.call(f"{model}.search_read", list(domain), offset, limit, sorting, list(fields))
        return rows

    async def search_count(self, model: str, domain: Sequence[Any]) -> int:
        """How many records there are."""
        return int(await self.call(f"{model}.search_count", list(domain)))

    async def create(self, model: str, values: Row) -> int:
        """A new record's id. Raises ChartError(chart-in-doubt) when the call may have arrived and no answer came."""
        try:
            made = await self.call(f"{model}.create", [values])
        except ChartError as fault:
            if fault.code in ("chart-slow", "chart-down") and not _never_sent(fault):
                raise ChartError("chart-in-doubt", f"{model}.create: {fault.code}") from fault
            raise
        return int(made[0])

    async def call(self, method: str, *params: Any) -> Any:
        """`model.method` with the user's context. Raises ChartError."""
        auth = self._auth
        try:
            return await self._model(method, params)
        except ChartError as fault:
            if fault.code != "chart-session":
                raise
        log.info("session ended, logging in again")
        await self._login(auth)
        return await self._model(method, params)

    async def _model(self, method: str, params: Sequence[Any]) -> Any:
        if self._http is None:
            raise ChartError("chart-down", "not started")
        return await self._post(self._http, f"model.{method}", [*params, self._context], self._auth)

    async def _login(self, dead: str) -> None:
        """A new session, unless another call has already replaced the dead one."""
        async with self._lock:
            if self._http is None:
                raise ChartError("chart-down", "not started")
            if self._auth != dead:
                return
            secret = self._password() if callable(self._password) else self._password
            found = await self._post(self._http, "common.db.login", [self._user, {"password": str(secret)}, "fr"], "")
            if not found:
                raise ChartError("chart-login", "the record refused the user name or the password")
            user, key = found[0], found[1]
            token = base64.b64encode(f"{self._user}:{user}:{key}".encode()).decode()
            self._auth = f"Session {token}"
            self._context = await self._post(self._http, "model.res.user.get_preferences", [True, {}], self._auth)

    async def _post(self, http: aiohttp.ClientSession, method: str, params: Sequence[Any], auth: str) -> Any:
        body = json.dumps({"id": next(self._number), "method": method, "params": params}, default=encode)
        headers = {"Content-Type": "application/json"} | ({"Authorization": auth} if auth else {})
        try:
            async with http.post(self._address, data=body.encode(), headers=headers) as answer:
                text = await answer.text()
                _check(answer.status, method)
        except TimeoutError as fault:
            raise ChartError("chart-slow", method) from fault
        except aiohttp.ClientError as fault:
            raise ChartError("chart-down", type(fault).__name__) from fault
        try:
            told = json.loads(text, object_hook=decode)
        except ValueError as fault:
            raise ChartError("chart-refused", f"{method}: no JSON") from fault
        if error := told.get("error"):
            _refuse(method, error)
        return told.get("result")


def _never_sent(fault: ChartError) -> bool:
    """Was there no connection, or no session, to send it on? An HTTP error or a cut line may come after the deed."""
    no_line = isinstance(fault.__cause__, aiohttp.ClientConnectorError)
    return no_line or fault.detail == "not started" or fault.detail.startswith("common.db.login")


def _check(status: int, method: str) -> None:
    if status == 200:
        return
    code = {401: "chart-session", 403: "chart-session", 429: "chart-login"}.get(status)
    if method == "common.db.login" and status in (401, 403):
        code = "chart-login"
    raise ChartError(code or ("chart-down" if status >= 500 else "chart-refused"), f"{method}: HTTP {status}")


def _refuse(method: str, error: Sequence[Any]) -> None:
    """The error's class only: its message may hold what was typed or a patient's data."""
    name = str(error[0])
    kind = name if re.fullmatch(r"\w+", name) else "server error"
    if kind == "LoginException" or (method == "common.db.login" and kind == "AccessError"):
        raise ChartError("chart-login", "the record refused the user name or the password")
    raise ChartError("chart-refused", f"{method}: {kind}")


def encode(value: object) -> object:
    """Python -> Tryton's JSON. Datetimes without a zone are local; the server keeps UTC."""
    if isinstance(value, datetime):
        utc = value.astimezone(UTC)
        named = ("year", "month", "day", "hour", "minute", "second", "microsecond")
        return {"__class__": "datetime", **{n: getattr(utc, n) for n in named}}
    if isinstance(value, bytes):
        return {"__class__": "bytes", "base64": base64.b64encode(value).decode()}
    if isinstance(value, date):
        return {"__class__": "date", "year": value.year, "month": value.month, "day": value.day}
    raise TypeError(type(value).__name__)


def decode(held: dict[str, Any]) -> Any:
    """Tryton's JSON -> Python: dates, local naive datetimes, decimals, bytes, numbers of seconds."""
    kind = held.pop("__class__", None)
    return _DECODERS[kind](held) if kind in _DECODERS else held


_DECODERS: Mapping[str, Callable[[Row], Any]] = {
    "datetime": lambda held: datetime(**held, tzinfo=UTC).astimezone().replace(tzinfo=None),
    "date": lambda held: date(**held),
    "Decimal": lambda held: Decimal(held["decimal"]),
    "bytes": lambda held: base64.b64decode(held["base64"]),
    "timedelta": lambda held: float(held["seconds"]),
}
