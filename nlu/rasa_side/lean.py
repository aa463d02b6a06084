"""Rasa without the work that nothing here uses: starts in a third of the time, reads a sentence in half."""

from __future__ import annotations

import sys
from typing import Any

UNUSED = ("tok2vec", "morphologizer", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner", "senter")
"""Parts of the spaCy pipeline: only the tokenizer and the word vectors are used (training and serving alike)."""


def apply(threads: int) -> None:
    """Call before anything of Rasa is imported."""
    sys.modules["jax"] = None  # TensorFlow loads it when it is there: 2 s for nothing
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    _vectors_only()
    _load_without_tracing()


def _vectors_only() -> None:
    import spacy
    from rasa.nlu.utils import spacy_utils

    def load_model(name: str) -> Any:
        return spacy_utils.SpacyModel(model=spacy.load(name, exclude=UNUSED), model_name=name)

    spacy_utils.SpacyNLP.load_model = staticmethod(load_model)


def _load_without_tracing() -> None:
    """Rasa loads a model by training it on one example, which compiles the training graph: most of the start.

    Run that one step eagerly; predictions are compiled as ever.
    """
    from rasa.utils.tensorflow.models import RasaModel

    load = RasaModel.load.__func__
    compile_, load_weights = RasaModel.compile, RasaModel.load_weights

    def compile_eagerly(self: Any, *args: Any, **kwargs: Any) -> None:
        compile_(self, *args, **(kwargs | {"run_eagerly": True}))

    def load_then_compile(self: Any, *args: Any, **kwargs: Any) -> Any:
        loaded = load_weights(self, *args, **kwargs)
        self._run_eagerly = False
        return loaded

    def load_eagerly(cls: type[Any], *args: Any, **kwargs: Any) -> Any:
        RasaModel.compile, RasaModel.load_weights = compile_eagerly, load_then_compile
        try:
            return load(cls, *args, **kwargs)
        finally:
            RasaModel.compile, RasaModel.load_weights = compile_, load_weights

    RasaModel.load = classmethod(load_eagerly)
