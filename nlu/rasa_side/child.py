"""Rasa's own HTTP server on loopback, started with as few imports as it needs; runs in nlu/.venv, not in ours.

The token comes in the environment (RASA_TOKEN), never on the command line, where any user could read it.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Usage: child.py MODEL PORT."""
    model, port = sys.argv[1], int(sys.argv[2])
    token = os.environ.pop("RASA_TOKEN")
    sys.modules["jax"] = None  # type: ignore[assignment]  # TensorFlow would load it if it is there: 2 s for nothing
    import logging
    from functools import partial

    import tensorflow as tf

    threads = int(os.environ.get("RASA_THREADS", "2"))
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    from rasa import server, telemetry
    from rasa.core.agent import load_agent
    from rasa.core.utils import AvailableEndpoints

    _load_without_tracing()
    logging.basicConfig(level=logging.WARNING)
    logging.getLogger("sanic.access").disabled = True  # it would write what was said
    os.environ[telemetry.TELEMETRY_ENABLED_ENVIRONMENT_VARIABLE] = "false"

    async def load(app, loop) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        app.ctx.agent = await load_agent(model_path=model, endpoints=AvailableEndpoints(), loop=loop)

    app = server.create_app(cors_origins=[], auth_token=token)
    app.register_listener(partial(load), "before_server_start")
    app.run(host="127.0.0.1", port=port, workers=1, access_log=False)


def _load_without_tracing() -> None:
    """Rasa loads a model by training it on one example, which compiles the training graph: most of the start.

    Run that one step eagerly; predictions are compiled as ever.
    """
    from rasa.utils.tensorflow.models import RasaModel

    compile_, load_weights = RasaModel.compile, RasaModel.load_weights

    def compile_eagerly(self, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN
        compile_(self, *args, **(kwargs | {"run_eagerly": True}))

    def load_then_compile(self, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN
        loaded = load_weights(self, *args, **kwargs)
        self._run_eagerly = False
        return loaded

    RasaModel.compile, RasaModel.load_weights = compile_eagerly, load_then_compile


if __name__ == "__main__":
    main()
