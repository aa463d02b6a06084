"""Training without what is done for nothing: no cache of parts that nobody reads, no padding, no slow compression."""

from __future__ import annotations

from typing import Any

TOGETHER = 8
"""Batches whose sentences are sorted among themselves: their order, and which they are, stays a matter of chance."""
COMPRESSION = 1
"""Of the model's archive, 1 to 9: most of it is numbers, which 9 makes hardly smaller and takes half a minute for."""


def apply() -> None:
    """Call before training, after lean.apply."""
    _no_cache()
    _by_length()
    _packed_fast()


def _no_cache() -> None:
    """Rasa hashes and writes what each part gives, to train less next time: ours is always trained whole."""
    from rasa.engine.training.hooks import TrainingHook

    TrainingHook.on_before_node = lambda *_args, **_kwargs: {}
    TrainingHook.on_after_node = lambda *_args, **_kwargs: None


def in_turn(order: Any, lengths: Any, size: int) -> Any:
    """Places of sentences, shuffled -> the same in batches of `size` of about one length, the batches shuffled anew.

    `lengths` is of every sentence, in words. The batch that is not full stays the last.
    """
    import numpy as np

    order = np.array(order)
    for start in range(0, len(order), TOGETHER * size):
        part = order[start : start + TOGETHER * size]
        order[start : start + TOGETHER * size] = part[np.argsort(lengths[part], kind="stable")]
    batches = [order[start : start + size] for start in range(0, len(order), size)]
    last = [batches.pop()] if len(batches[-1]) < size else []
    turns = [batches[at] for at in np.random.permutation(len(batches))]  # noqa: NPY002 - the seed is Rasa's
    return np.concatenate([*turns, *last])


def _by_length() -> None:
    """A batch is as long as its longest sentence, and most are short: Rasa draws them whatever their length."""
    import numpy as np
    from rasa.utils.tensorflow.constants import SEQUENCE
    from rasa.utils.tensorflow.data_generator import RasaBatchDataGenerator

    published = RasaBatchDataGenerator._shuffle_and_balance  # noqa: SLF001

    def drawn(self: Any, size: int) -> Any:
        if self.batch_strategy != SEQUENCE or not self.shuffle:
            return published(self, size)
        data = self.model_data
        (lengths,) = data.data["text"]["sequence_lengths"]
        order = np.random.permutation(data.num_examples)  # noqa: NPY002
        return data._data_for_ids(data.data, in_turn(order, np.ravel(lengths), size))  # noqa: SLF001

    RasaBatchDataGenerator._shuffle_and_balance = drawn  # noqa: SLF001


def _packed_fast() -> None:
    from rasa.engine.storage import local_model_storage
    from tarsafe import TarSafe

    class Fast(TarSafe):
        @classmethod
        def gzopen(cls, name: Any, mode: str = "r", fileobj: Any = None, compresslevel: int = 9, **kwargs: Any) -> Any:
            return super().gzopen(name, mode, fileobj, COMPRESSION if mode == "w" else compresslevel, **kwargs)

    local_model_storage.TarSafe = Fast
