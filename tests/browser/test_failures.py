"""What goes wrong around a browser, on a server and a browser of its own."""

from __future__ import annotations

import pytest

from actions.charts.browser.station import SCREEN
from assistant.errors import ChartError
from assistant.record import PatientQuery, View
from tests.browser.conftest import chart_on, someone


async def code_of(awaitable) -> str:
    with pytest.raises(ChartError) as fault:
        await awaitable
    return fault.value.code


async def test_a_wrong_password_is_told(own_dpi, tmp_path) -> None:
    chart = chart_on(own_dpi, tmp_path, password="faux-mot-de-passe")
    assert await code_of(chart.start()) == "chart-login"
    await chart.stop()
    assert not list(tmp_path.iterdir())


async def test_no_server_at_start(tmp_path, own_dpi) -> None:
    chart = chart_on(own_dpi, tmp_path)
    await own_dpi.pause()
    try:
        assert await code_of(chart.start()) == "chart-down"
    finally:
        await own_dpi.resume()
        await chart.stop()


async def test_a_session_that_ends_in_mid_sentence_is_renewed(fragile, own_dpi) -> None:
    anne = await someone(fragile, "anne durand")
    await fragile.show(View("record", anne))
    await own_dpi.end_sessions()
    assert await fragile.section(anne, "allergies")
    await own_dpi.end_sessions()
    await fragile.show(View("section", anne, "labs"))
    assert await fragile.shown() == View("section", anne, "labs")


async def test_a_server_that_stops_and_returns(fragile, own_dpi) -> None:
    anne = await someone(fragile, "anne durand")
    await fragile.show(View("record", anne))
    await own_dpi.pause()
    assert await code_of(fragile.section(anne, "labs")) == "chart-down"
    assert await code_of(fragile.show(View("section", anne, "allergies"))) == "chart-down"
    await own_dpi.resume()
    assert await fragile.section(anne, "labs")
    await fragile.show(View("section", anne, "allergies"))
    assert await fragile.shown() == View("section", anne, "allergies")


async def test_a_closed_window_comes_back(fragile) -> None:
    anne = await someone(fragile, "anne durand")
    fragile.station.run(SCREEN, lambda ws: ws.page.web.close())
    await fragile.show(View("record", anne))
    assert (await fragile.shown()).patient == anne
    assert fragile.station.restarts == 1


async def test_a_closed_reading_window_comes_back(fragile) -> None:
    anne = await someone(fragile, "anne durand")
    await fragile.show(View("record", anne))
    fragile.station.web.close()  # Selenium may be in either window
    assert await fragile.search(PatientQuery("carpentier"))


async def test_a_browser_that_dies_is_started_again(fragile) -> None:
    anne = await someone(fragile, "anne durand")
    fragile.station.web.service.process.kill()
    assert await fragile.section(anne, "allergies")
    assert fragile.station.restarts == 1


async def test_a_message_in_the_way_is_dismissed(fragile) -> None:
    anne = await someone(fragile, "anne durand")
    for box in ("Sao.common.warning.run('Bonjour', 'Attention')", "Sao.common.message.run('Bonjour')",
                "Sao.common.error.run('Titre', 'Détails')", "Sao.common.sur_3b.run('Enregistrer ?')"):  # fmt: skip
        fragile.station.run(SCREEN, lambda ws, box=box: ws.page.web.execute_script(box))
        fragile.station.run(SCREEN, in_the_way)
        await fragile.show(View("record", anne))
        assert await fragile.shown() == View("record", anne), box


def in_the_way(ws):
    return ws.page.wait(lambda: ws.page.state().dialogs or None, "a window in the way")


TYPE = """const t = Sao.Tab.tabs.get_current(); const r = t.screen.current_record;
r.field_set_client('critical_info', 'Saisie en cours'); t.screen.display(); return t.id;"""


async def test_typing_is_neither_saved_nor_lost(fragile) -> None:
    anne, paul = await someone(fragile, "anne durand"), await someone(fragile, "carpentier")
    await fragile.show(View("record", anne))
    tab = fragile.station.run(SCREEN, lambda ws: ws.page.web.execute_script(TYPE))
    await fragile.show(View("record", paul))
    state = fragile.station.run(SCREEN, lambda ws: ws.page.state())
    assert tab in state.tabs
    assert fragile.station.run(SCREEN, lambda ws: ws.dirty(tab))
    assert await code_of(fragile.show(View("home"))) == "chart-screen"


async def test_a_persons_own_window_is_left_alone(fragile) -> None:
    anne = await someone(fragile, "anne durand")
    await fragile.show(View("record", anne))
    open_note = "jQuery('.tab-pane.active button#note').click()"
    fragile.station.run(SCREEN, lambda ws: ws.page.web.execute_script(open_note))
    fragile.station.run(SCREEN, in_the_way)
    assert await code_of(fragile.show(View("section", anne, "labs"))) == "chart-screen"


async def test_no_secret_is_shown(fragile, own_dpi) -> None:
    assert own_dpi.password not in repr(fragile) + repr(fragile.station)
