"""Trains Rasa's NLU on the files of the working directory: domain.yml, config.yml, data -> model.tar.gz."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Exit 0 only when the model was written."""
    import lean
    import lean_training

    lean.apply(int(os.environ.get("OMP_NUM_THREADS", "2")))
    import tensorflow as tf

    # With one, TensorFlow may wait for ever for its own data threads once DIET is trained.
    tf.config.threading.set_inter_op_parallelism_threads(4)
    from rasa.model_training import train_nlu

    lean_training.apply()

    made = train_nlu("config.yml", "data", ".", fixed_model_name="model", domain="domain.yml")
    return 0 if made else 1


if __name__ == "__main__":
    sys.exit(main())
