"""A form in front: its fields, the text of a document."""

from __future__ import annotations

from selenium.webdriver.remote.webelement import WebElement

from actions.charts.browser.pages.workspace import Workspace


class Form:
    """The form of the tab in front."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._page = workspace.page

    def fields(self, selectors: dict[str, str], filled: str = "") -> dict[str, str]:
        """What the fields show; `filled` names one to wait for."""
        if not filled:
            return self._page.values(selectors)

        def ready() -> dict[str, str] | None:
            values = self._page.values(selectors)
            return values if values[filled] else None

        return self._page.wait(ready, f"the field {filled}")


class PatientForm(Form):
    """A patient's record."""

    def read(self) -> dict[str, str]:
        """Identity and what the form says of the person, by the recipe's names."""
        return self.fields(dict(self._page.recipe.fields), filled="name")


class DocumentPage(Form):
    """A document's preview."""

    def there(self) -> WebElement:
        """The preview, with all that it is going to show."""
        self._workspace.settled("the document")
        return self._page.wait(lambda: next(iter(self._page.all("document")), None), "the document")

    def text(self) -> str | None:
        """Its words; None when it is a picture or a file that the page does not show as text."""
        shown = self.there()
        if shown.tag_name != "iframe":
            return None
        if not shown.get_attribute("src"):
            return ""
        web = self._page.web
        web.switch_to.frame(shown)
        try:
            # the frame is there, blank, before its words are
            full = "return document.readyState == 'complete' && location.protocol != 'about:'"
            self._page.wait(lambda: web.execute_script(full) or None, "its text")
            return str(web.execute_script("return document.body ? document.body.innerText : '';"))
        finally:
            web.switch_to.default_content()
