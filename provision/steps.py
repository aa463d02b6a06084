"""The list: all that `make demo` needs, the longest chain first; sizes and times on two cores (Debian 12, 2026-11)."""

from __future__ import annotations

from provision import browser, checks, environments, mail, record, weights, workshop
from provision.step import Step

STEPS = (
    Step(
        "browser", "Chromium and its driver (apt)", browser.chromium,
        fetches=120, disk=410, seconds=25, fresh=checks.programs, outside=True,
    ),
    Step(
        "env", "the assistant's packages (torch, SpeechBrain, spaCy)", environments.assistant,
        inputs=("requirements.lock",), makes=(".venv/bin/python",), fetches=3000, disk=5950, seconds=150,
    ),
    Step(
        "nlu-env", "Rasa's packages", environments.nlu,
        inputs=("nlu/requirements.lock",), makes=("nlu/.venv/bin/rasa",), fetches=1020, disk=3170, seconds=80,
    ),
    Step(
        "clone", "the command dpi-vocal", environments.clone, after=("env",),
        inputs=("pyproject.toml",), makes=(".venv/bin/dpi-vocal",), seconds=5,
    ),
    Step(
        "nlu-model", "the understanding, trained", environments.model, after=("clone", "nlu-env"),
        inputs=("domain.yml", "nlu/*.py", "nlu/*/*.py", "nlu/config.yml", "nlu/data/*.yml", "nlu/lookups/*.yml",
                "nlu/requirements.lock"),
        makes=("var/nlu",), disk=290, seconds=360,
    ),
    Step(
        "dpi", "GNU Health, the demo's hospital record", record.server,
        inputs=("demo/dpi/requirements.lock",), makes=("var/dpi/venv/bin/trytond-admin",),
        fetches=67, disk=335, seconds=25,
    ),
    Step(
        "dpi-client", "its web client", record.client,
        inputs=("demo/dpi/package-lock.json",), makes=("var/dpi/sao/index.html",), fetches=25, disk=20, seconds=15,
    ),
    Step(
        "dpi-database", "its database, with ICD-10 in French", record.database, after=("dpi",),
        inputs=("demo/dpi/requirements.lock",), makes=("var/dpi/base.sqlite", "var/dpi/password"), disk=27, seconds=90,
    ),
    Step(
        "dpi-people", "its invented patients", record.people, after=("dpi-database",),
        inputs=("demo/dpi/*.yml", "demo/dpi/seed.py", "demo/dpi/seeding/*.py", "demo/dpi/requirements.lock"),
        makes=("var/dpi/seeded.sqlite", "var/dpi/seeded.json"), disk=33, seconds=25, fresh=record.young,
    ),
    Step(
        "weights", "the speech weights (Whisper base), checked and converted", weights.whisper, after=("env",),
        inputs=("provision/weights.lock", "provision/convert_whisper.py"),
        makes=("var/models/whisper-base/model.safetensors",), fetches=133, disk=293, seconds=15,
    ),
    Step(
        "french", "the French recogniser: our difference put on those weights", weights.french, after=("weights",),
        inputs=("provision/weights.lock", "provision/adapt_whisper.py", "speech/model/*"),
        makes=("var/models/french/model.safetensors", "var/models/french/adapters.safetensors"), disk=312, seconds=5,
    ),
    Step(
        "mail-servers", "Postfix and Dovecot for the tests of dispatch (unpacked, not installed)", mail.servers,
        after=("browser",),  # one apt at a time
        makes=("var/mail/usr/lib/postfix/sbin/master", "var/mail/usr/sbin/dovecot"), fetches=8, disk=20, seconds=20,
    ),
)  # fmt: skip

WORKSHOP = (
    Step(
        "speech-tools", "tools to train and measure the recogniser", workshop.tools, after=("env",),
        inputs=("requirements.lock", "speech/requirements.lock"),
        makes=(".venv/lib/python3.11/site-packages/kokoro_onnx",), fetches=110, disk=330, seconds=15,
    ),
    Step(
        "speech-sources", "voices and words to train it", workshop.sources, after=("env",),
        inputs=("speech/sources.lock",), makes=("var/speech/sources/kokoro.onnx", "var/speech/sources/fr.dic"),
        fetches=100, disk=130, seconds=15,
    ),
)  # fmt: skip
"""Only on demand: `make speech-model`, `python3 -m provision speech-tools`."""
