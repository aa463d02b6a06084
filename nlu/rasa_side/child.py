"""Rasa's own HTTP server on loopback, started with as few imports as it needs; runs in nlu/.venv, not in ours.

The token comes in the environment (RASA_TOKEN), never on the command line, where any user could read it.
"""

from __future__ import annotations

import os
import sys
from typing import Any


def main() -> None:
    """Usage: child.py MODEL PORT."""
    model, port = sys.argv[1], int(sys.argv[2])
    token = os.environ.pop("RASA_TOKEN")
    import lean

    lean.apply(int(os.environ.get("OMP_NUM_THREADS", "2")))
    import logging

    from rasa import server
    from rasa.core.agent import load_agent
    from rasa.core.utils import AvailableEndpoints

    logging.basicConfig(level=logging.WARNING)
    logging.getLogger("sanic.access").disabled = True  # it would write what was said

    async def load(app: Any, loop: Any) -> None:
        app.ctx.agent = await load_agent(model_path=model, endpoints=AvailableEndpoints(), loop=loop)

    app = server.create_app(cors_origins=[], auth_token=token)
    app.register_listener(load, "before_server_start")
    app.run(host="127.0.0.1", port=port, workers=1, access_log=False)


if __name__ == "__main__":
    main()
