"""python -m demo.dpi [PORT]: the demo DPI alone, until Ctrl-C."""

from __future__ import annotations

import asyncio
import signal
import sys

from assistant.errors import SetupError
from demo.dpi.server import FOLDER, running


async def serve(port: int) -> None:
    stopped = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stopped.set)
    async with running(FOLDER, port) as dpi:
        where = f"password in {(FOLDER / 'password').relative_to(FOLDER.parent.parent)}"
        print(f"{dpi.url}/#{dpi.database}  user {dpi.user}, {where}  (Ctrl-C to stop)", flush=True)
        await stopped.wait()


def main() -> int:
    try:
        asyncio.run(serve(int(sys.argv[1]) if len(sys.argv) > 1 else 8069))
    except ValueError:
        print("usage: python -m demo.dpi [PORT]", file=sys.stderr)
        return 2
    except SetupError as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
