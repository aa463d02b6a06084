"""A Rasa component: two linear readers of words and letters, whose opinion of the intent is averaged with DIET's.

DIET alone is too sure of what it never saw; where they disagree the confidence falls, and nothing is done.
One reader sees the sentence as it is, the other also with DIET's entities replaced by their names («dossier de
xpatientx»); it is shown talk that is no command with its values marked as well, for DIET marks them too.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

FILE = "second_opinion.joblib"
TALK = "out_of_scope"
WORDS = r"[^\s'-]+"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class SecondOpinion(IntentClassifier, GraphComponent):
    """Logistic regression on character and word n-grams; `weight` is DIET's part of the average."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"C": 30.0, "weight": 0.3, "ranking_length": 10}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._vectorizers: list[TfidfVectorizer] = []
        self._models: list[LogisticRegression] = []

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa's signature
    ) -> SecondOpinion:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003
        **kwargs: Any,  # noqa: ARG003
    ) -> SecondOpinion:
        loaded = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            loaded._vectorizers, loaded._models = joblib.load(Path(folder) / FILE)
        return loaded

    def train(self, training_data: TrainingData) -> Resource:
        examples = [e for e in training_data.intent_examples if e.get("text")]
        rows = [(e.get("text"), _without_values(e), e.get("intent")) for e in examples]
        more = rows + _talk_with_values(rows, _values(examples))
        self._vectorizers = [
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, dtype=np.float32),
            TfidfVectorizer(token_pattern=WORDS, ngram_range=(1, 3), sublinear_tf=True, dtype=np.float32),
            TfidfVectorizer(token_pattern=WORDS, ngram_range=(1, 4), sublinear_tf=True, dtype=np.float32),
        ]
        for vectorizer, column in zip(self._vectorizers, (0, 0, 1), strict=True):
            vectorizer.fit([_ends(row[column]) for row in more])
        self._models = joblib.Parallel(2)([self._fit(rows, named=False), self._fit(more, named=True)])
        for model in self._models:
            model.coef_ = model.coef_.astype(np.float32)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump((self._vectorizers, self._models), Path(folder) / FILE, compress=3)
        return self._resource

    def _fit(self, rows: list[tuple[str, str, str]], *, named: bool) -> tuple[Any, ...]:
        """What another process is to do: its solver uses one core."""
        model = LogisticRegression(C=self._config["C"], max_iter=300, solver="liblinear", multi_class="ovr")
        seen = self._features([r[0] for r in rows], [r[1] for r in rows], named=named)
        return joblib.delayed(model.fit)(seen, [r[2] for r in rows])  # type: ignore[no-any-return]

    def _features(self, texts: list[str], bare: list[str], *, named: bool) -> csr_matrix:
        letters, words, names = self._vectorizers
        plain = [_ends(text) for text in texts]
        parts = [letters.transform(plain), words.transform(plain)]
        if named:
            parts.append(names.transform([_ends(text) for text in bare]))
        return hstack(parts).tocsr()

    def process(self, messages: list[Message]) -> list[Message]:
        if not self._models or not messages:
            return messages
        texts, bare = [m.get("text") for m in messages], [_without_values(m) for m in messages]
        plain, full = self._models
        opinions = (
            plain.predict_proba(self._features(texts, bare, named=False))
            + full.predict_proba(self._features(texts, bare, named=True))
        ) / 2
        for message, opinion in zip(messages, opinions, strict=True):
            self._average(message, dict(zip(plain.classes_, opinion, strict=True)))
        return messages

    def _average(self, message: Message, opinion: dict[str, float]) -> None:
        weight = self._config["weight"]
        first = {r["name"]: r["confidence"] for r in message.get("intent_ranking") or ()}
        scores = {name: float(weight * first.get(name, 0.0) + (1 - weight) * seen) for name, seen in opinion.items()}
        ranking = sorted(({"name": n, "confidence": s} for n, s in scores.items()), key=lambda r: -r["confidence"])
        message.set("intent", ranking[0], add_to_output=True)
        message.set("intent_ranking", ranking[: self._config["ranking_length"]], add_to_output=True)


def _values(examples: list[Message]) -> dict[str, str]:
    """Words of entities -> the entity they most often are."""
    seen: dict[str, Counter[str]] = {}
    for example in examples:
        for entity in example.get("entities") or ():
            words = example.get("text")[entity["start"] : entity["end"]]
            seen.setdefault(words, Counter())[entity["entity"]] += 1
    return {words: names.most_common(1)[0][0] for words, names in seen.items() if len(words) > 1}


def _talk_with_values(rows: list[tuple[str, str, str]], values: dict[str, str]) -> list[tuple[str, str, str]]:
    """Out-of-scope rows once more, with words that are values elsewhere replaced by the entity's name."""
    known = "|".join(sorted(map(re.escape, values), key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w-])({known})(?![\w-])")
    talk = ((text, pattern.sub(lambda m: f"x{values[m[1]]}x", text)) for text, _, intent in rows if intent == TALK)
    return [(text, bare, TALK) for text, bare in talk if bare != text] if values else []


def _ends(text: str) -> str:
    return f"bos {text} eos"


def _without_values(message: Message) -> str:
    """The text with each entity's words replaced by its name."""
    text, out, at = message.get("text"), "", 0
    for entity in sorted(message.get("entities") or (), key=lambda e: e["start"]):
        if entity["start"] >= at:
            out += f"{text[at : entity['start']]}x{entity['entity']}x"
            at = entity["end"]
    return out + text[at:]
