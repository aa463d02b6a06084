"""A list in front: its rows by column, and their keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.charts.browser.pages.workspace import Workspace
from actions.charts.browser.recipe import Place
from assistant.errors import ChartError

_ROWS = """
const table = [...document.querySelectorAll(arguments[0])].find(e => e.getClientRects().length > 0);
if (!table) return null;
const text = e => { const box = e.querySelector('.cell input[type=checkbox]');
  if (box) return box.checked ? '1' : '';
  return (e.textContent || '').replace(/\\u00a0/g, ' ').replace(/[\\u200b\\u200e\\u200f]/g, '').trim(); };
const count = {};
const heads = [...table.querySelectorAll(':scope > thead > tr:first-child > th')].map(h => {
  const name = text(h); count[name] = (count[name] || 0) + 1;
  return count[name] > 1 ? name + '#' + count[name] : name; });
return {heads: heads, rows: [...table.querySelectorAll(':scope > tbody > tr:not(.more-row)')]
  .map(r => [...r.children].map(text)), more: !!document.querySelector(arguments[1])};
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its key, and by our names its cells (text) and what was asked besides (any JSON value)."""

    id: int
    cells: Mapping[str, Any]

    def __getitem__(self, name: str) -> str:
        """A cell as text."""
        return str(self.cells.get(name) or "")


class Table:
    """A table of the page, by its selector."""

    def __init__(self, workspace: Workspace, selector: str, more: str) -> None:
        self._workspace = workspace
        self._page = workspace.page
        self._selector = selector
        self._more = more

    def cells(self, columns: Mapping[str, str]) -> list[dict[str, str]]:
        """Every row as {our name: text}. Raises ChartError(chart-screen) for a column that is not there."""
        raw: dict[str, Any] | None = self._page.web.execute_script(_ROWS, self._selector, self._more)
        while raw and raw["more"]:
            self._page.press(self._page.all(self._more)[0])
            self._workspace.settled("more rows")
            raw = self._page.web.execute_script(_ROWS, self._selector, self._more)
        if raw is None:
            return []
        if not raw["rows"]:
            return []
        missing = [heading for heading in columns.values() if heading not in raw["heads"]]
        if missing:
            raise ChartError("chart-screen", f"no column {', '.join(missing)}; there are {', '.join(raw['heads'])}")
        places = {name: raw["heads"].index(heading) for name, heading in columns.items()}
        return [{n: row[at] if at < len(row) else "" for n, at in places.items()} for row in raw["rows"]]


class Listing:
    """The list of the tab in front."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._page = workspace.page
        selectors = self._page.recipe.selectors
        self._table = Table(workspace, selectors["table"], f"{selectors['table']} {selectors['more']}")

    def rows(self, place: Place) -> list[Row]:
        """All rows of a place that is in front, in the order shown."""
        cells: list[dict[str, Any]] = list(self._table.cells(place.columns))
        ids: list[int] = self._page.script("row_ids") if cells else []
        if len(ids) != len(cells):
            raise ChartError("chart-screen", f"{len(cells)} rows, {len(ids)} keys")
        more = self._extra(place, ids) if place.extra else {}
        return [Row(key, {**row, **more.get(key, {})}) for key, row in zip(ids, cells, strict=True)]

    def _extra(self, place: Place, ids: list[int]) -> dict[int, dict[str, Any]]:
        """What no column shows, by key, asked of the page's own client."""
        raw = self._page.promised("row_fields", place.model, ids, list(place.extra.values())) if ids else []
        if raw is None:
            raise ChartError("chart-refused", f"{place.model} does not tell {', '.join(place.extra.values())}")
        return {int(record["id"]): {name: _reach(record, path) for name, path in place.extra.items()} for record in raw}

    def reveal(self, heading: str) -> None:
        """Bring a column into sight, however wide the list is."""
        self._page.web.execute_script(
            """const heads = [...document.querySelectorAll(arguments[0] + ' > thead > tr:first-child > th')];
               const head = heads.find(h => h.textContent.trim() == arguments[1]);
               if (head) head.scrollIntoView({inline: 'end', block: 'nearest'});""",
            self._page.recipe.selectors["table"],
            heading,
        )


def _reach(record: Mapping[str, Any], path: str) -> Any:
    """The value at «field» or «field.inner», as the client nests it."""
    field, _, inner = path.partition(".")
    return (record.get(f"{field}.") or {}).get(inner) if inner else record.get(field)
