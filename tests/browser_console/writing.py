"""A console in front of a small clinic, and the editor as a person sees it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.remote.webelement import WebElement

from actions.reports.model import Report, plain
from actions.reports.tools import Tools
from assistant.pipeline import Session
from assistant.ports import Recognizer
from assistant.types import Transcript
from tests.browser_console.page import ConsolePage
from tests.clinic import Clinic, TwoTemplates
from tests.fixtures_console import Live

UNDER = "u.doubt"


def of(
    person: str, tools: Tools | None = None
) -> Callable[[Path, Recognizer | None], AbstractAsyncContextManager[Session]]:
    """That person of the clinic at a station of their own."""

    @asynccontextmanager
    async def begin(folder: Path, _recognizer: Recognizer | None) -> AsyncIterator[Session]:
        folder.mkdir(exist_ok=True)
        clinic = Clinic(folder, tools or Tools(templates=TwoTemplates()))
        session = await clinic.session(person)
        try:
            yield session
        finally:
            await session.chart.stop()
            clinic.shelf.close()
            clinic.db.close()

    return begin


class EditorPage(ConsolePage):
    """The document on the page; its fields by their names."""

    @property
    def sheet(self) -> str:
        """The words of the sheet, as they stand there."""
        return "".join(self.words_of(node) for node in self.all("#sheet [data-key]"))

    def words_of(self, node: WebElement) -> str:
        """What a part holds; the mark behind its last line break is no word."""
        script = "return arguments[0].value ?? arguments[0].textContent"
        return str(self.driver.execute_script(script, node)).replace("\u200b", "")

    @property
    def saved(self) -> str:
        return str(self.one("#doc-saved").get_attribute("data-how"))

    @property
    def focused(self) -> str:
        """Key of the part that has the focus: «f:tension», «t:conclusion»; or the id of what has it."""
        return str(self.script("document.activeElement.dataset.key ?? document.activeElement.id"))

    def field(self, name: str) -> WebElement:
        return self.one(f"#sheet [data-key='f:{name}']")

    def value(self, name: str) -> str:
        return self.words_of(self.field(name))

    def look(self, name: str) -> str:
        """How that field is drawn: its classes."""
        return str(self.driver.execute_script("return arguments[0].parentElement.className", self.field(name)))

    def write(self, name: str, words: str) -> None:
        self.field(name).click()
        self.press_keys(Keys.END, words)

    def chord(self, modifier: str, key: str) -> None:
        """A key while another is held."""
        ActionChains(self.driver).key_down(modifier).send_keys(key).key_up(modifier).perform()

    def told(self, css: str) -> list[str]:
        """All their words, those for a screen reader too."""
        return [str(self.script_text(node)).replace("\xa0", " ") for node in self.all(css)]

    def do(self, name: str) -> None:
        self.one(f"#doc-bar [data-do={name}]").click()

    def said(self, *texts: str) -> None:
        """Typed commands, one after another; returns when the last one is answered."""
        for words in texts:
            before = len(self.answers)
            self.type(words)
            self.until(lambda before=before: len(self.answers) > before)


def report(live: Live) -> Report:
    """The document of the open patient, as it is stored."""
    session = live.session
    found = live.run(session.writer.current(session.origin, session.situation.patient))
    assert found is not None
    return found


def stored(live: Live) -> str:
    return plain(report(live).body)


def dictated(live: Live, words: str, *doubtful: int) -> Any:
    """An utterance as the microphone hands it over, those of its words (by place) heard with little confidence."""
    from assistant.types import Heard

    session = live.session
    heard = Transcript(words, words=tuple(Heard(w, 0.2 if n in doubtful else 0.9) for n, w in enumerate(words.split())))
    return live.run(_turn(session, heard))


async def _turn(session: Session, heard: Transcript) -> Any:
    from assistant.turn import Turn

    async with session._lock:
        return await session._understand(Turn(session._new_id(), heard))
