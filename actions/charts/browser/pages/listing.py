"""A list in front: its rows by column, its keys, its search box, and a walk through its forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from selenium.webdriver.common.keys import Keys

from actions.charts.browser.pages.workspace import Workspace
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
    """One row: its key (None when the table tells none) and its cells by our names."""

    id: int | None
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


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

    def rows(self, columns: Mapping[str, str]) -> list[Row]:
        """All rows, in the order shown."""
        cells = self._table.cells(columns)
        ids: list[int] = self._page.script("row_ids") if cells else []
        if len(ids) != len(cells):
            raise ChartError("chart-screen", f"{len(cells)} rows, {len(ids)} keys")
        return [Row(key, row) for key, row in zip(ids, cells, strict=True)]

    def extra(self, model: str, ids: list[int], fields: list[str]) -> dict[int, dict[str, Any]]:
        """What no column shows, by key, asked of the page's own client."""
        raw = self._page.promised("row_fields", model, ids, fields) if ids else []
        return {int(record["id"]): record for record in raw or ()}

    def search(self, pattern: str) -> None:
        """Type into the list's search box and wait for what it finds."""
        entry = self._page.one("search")
        entry.clear()
        entry.send_keys(pattern, Keys.ENTER)
        self._workspace.settled("the search")

    def reveal(self, heading: str) -> None:
        """Bring a column into sight, however wide the list is."""
        self._page.web.execute_script(
            """const heads = [...document.querySelectorAll(arguments[0] + ' > thead > tr:first-child > th')];
               const head = heads.find(h => h.textContent.trim() == arguments[1]);
               if (head) head.scrollIntoView({inline: 'end', block: 'nearest'});""",
            self._page.recipe.selectors["table"],
            heading,
        )

    def walk(self, count: int) -> Iterator[int]:
        """Open the first row's form, then the next: yields the place in the list, the form in front."""
        for place in range(1, count + 1):
            if place == 1:
                self._open_first()
            else:
                self._page.press(self._page.all("next")[0])
            wanted = f"{place}/{count}"
            self._workspace.watch(lambda _, wanted=wanted: self._at(wanted) or None, f"form {wanted}")  # type: ignore[misc]
            self._workspace.settled(f"form {wanted}")
            yield place

    def _open_first(self) -> None:
        from selenium.webdriver import ActionChains

        cell = self._page.all("first_row")[0]
        self._page.web.execute_script("arguments[0].scrollIntoView({block: 'center'});", cell)
        ActionChains(self._page.web).double_click(cell).perform()

    def _at(self, wanted: str) -> bool:
        places = [e.text.replace(" ", "") for e in self._page.all("position")]
        return bool(self._page.all("form")) and wanted in places
