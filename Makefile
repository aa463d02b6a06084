# Everything from a fresh clone: make demo. Needs Debian 12 (or kin), Python 3.11, npm; root once, for Chromium.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
ARGS ?=

# What the programs we start (Chromium, Keras, Hugging Face) keep for themselves stays in the clone.
export XDG_CACHE_HOME := $(CURDIR)/var/cache
export XDG_CONFIG_HOME := $(CURDIR)/var/cache/config
export KERAS_HOME := $(CURDIR)/var/cache/keras
export HF_HOME := $(CURDIR)/var/cache/hf

.PHONY: demo run test check lint bench nlu-report doctor speech-model provision lock clean

demo: provision     ## the real thing: a hospital record with invented patients, driven by voice
	@$(BIN)/dpi-vocal demo $(ARGS)

run: provision      ## the assistant on your record: make run ARGS="--settings site.toml"
	@$(BIN)/dpi-vocal serve $(ARGS)

test: provision     ## every test, on the real record, the real browser, the real models
	@$(BIN)/python -m pytest $(ARGS)

check: lint test    ## what must be green before a commit

lint: provision
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: provision    ## measures
	@$(BIN)/dpi-vocal bench $(ARGS)

nlu-report: provision ## learning curve, confusion matrix, slices: docs/understanding.md (trains twice more: minutes)
	@$(BIN)/dpi-vocal bench understanding --curve --report docs/understanding $(ARGS)

doctor:             ## is everything in place?
	@test -x $(BIN)/dpi-vocal || { echo "nothing is built yet; run: make demo"; exit 1; }
	@$(BIN)/dpi-vocal doctor $(ARGS)

speech-model: provision ## the French recogniser made again: voices, sentences, training (hours on 2 cores; goes on where it stopped)
	@$(PYTHON) -m provision speech-tools speech-sources
	@$(BIN)/python -m speech $(ARGS)

provision:          ## build what is missing, and only that
	@$(PYTHON) -m provision

lock:               ## remake the lock files from the .in files (needs uv)
	uv pip compile requirements.in --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --no-emit-package docopt -o requirements.lock
	uv pip compile demo/dpi/requirements.in --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --no-emit-package psycopg2 -o demo/dpi/requirements.lock

clean:              ## remove all that was built (environments, weights, models, record, journal)
	rm -rf .venv nlu/.venv var *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
