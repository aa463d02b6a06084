"""What a chart without a screen shows: the view, those before it, and how far it was moved."""

from __future__ import annotations

from assistant.errors import ChartError
from assistant.record import View

HOME = View()
DEEPEST = 50
"""Views kept for «reviens en arrière»."""
_MOVES = {"up": -1, "down": 1}
_ENDS = {"top": 0, "bottom": 1_000}
_STILL = frozenset({"home"})


class Shown:
    """A view and its past."""

    def __init__(self) -> None:
        self._views = [HOME]
        self.position = 0
        """Screens below the top of the page."""

    @property
    def view(self) -> View:
        """What is shown now."""
        return self._views[-1]

    def show(self, view: View) -> None:
        """Go to a view; the same view again is no new step."""
        if view != self.view:
            self._views = [*self._views, view][-DEEPEST:]
        self.position = 0

    def back(self) -> View:
        """Return to the view before; home when there is none."""
        self._views = self._views[:-1] or [HOME]
        self.position = 0
        return self.view

    def scroll(self, direction: str) -> None:
        """Move the page. Raises ChartError(chart-cannot-scroll) where there is none or no such direction."""
        if self.view.place in _STILL or direction not in {*_MOVES, *_ENDS}:
            raise ChartError("chart-cannot-scroll", f"{direction} at {self.view.place}")
        self.position = _ENDS.get(direction, max(0, self.position + _MOVES.get(direction, 0)))
