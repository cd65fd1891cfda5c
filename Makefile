# Two commands are enough: `make run` and `make test`. Both set up .venv when it isn't there yet or is stale.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
RAW ?= data/raw/sample
OUT ?= data/releases/sample

.PHONY: run test docs pictures golden score bench kills fuzz lock help
help:  ## what can be made
	@grep -hE '^[a-z]+:.*##' Makefile | sed 's/:.*##/ —/'

run: .venv/.run  ## the pipeline over data/raw/sample, then where to look
	"$(BIN)/esep" run "$(RAW)" --out "$(OUT)"

test: .venv/.dev  ## lint, types, layers and the whole suite
	"$(BIN)/ruff" check .
	"$(BIN)/ruff" format --check .
	"$(BIN)/mypy"
	"$(BIN)/lint-imports"
	"$(BIN)/python" -m pytest -n 2

docs: .venv/.dev  ## the data dictionary, the README's outputs and its picture anew
	"$(BIN)/python" tests/readme_outputs.py

pictures: .venv/.dev  ## docs/*.png anew, through Chromium
	"$(BIN)/python" tests/pictures.py

golden: .venv/.dev  ## tests/golden anew; read the difference before you commit it
	"$(BIN)/python" tests/golden_files.py

score: .venv/.dev  ## figures and cases against the last committed table (WRITE=1 keeps the new one)
	"$(BIN)/python" tests/score_board.py $(if $(WRITE),--write)

bench: .venv/.dev  ## what a run costs, against its floor and its peer (ARTICLES=20000; TENFOLD=1: 200,000 articles against 20,000; WRITE=1 keeps the table; PROFILE=file: the top costs of a stage)
	"$(BIN)/python" tests/benchmarks/$(if $(PROFILE),stages.py --profile "$(PROFILE)",table.py --articles $(or $(ARTICLES),20000)$(if $(TENFOLD), --tenfold)$(if $(WRITE), --write))

kills: .venv/.dev  ## runs killed at random moments while somebody reads (ARTICLES=20000, KILLS=30), then an undisturbed one
	"$(BIN)/python" tests/benchmarks/kills.py --articles $(or $(ARTICLES),20000) --kills $(or $(KILLS),30)

fuzz: .venv/.dev  ## the property tests with new examples for five minutes (MINUTES=…)
	@end=$$((SECONDS + 60 * $(or $(MINUTES),5))); while [ $$SECONDS -lt $$end ]; do \
	  seed=$$RANDOM; echo "seed $$seed"; \
	  ESEP_FUZZ=1 timeout $$((end - SECONDS + 60)) "$(BIN)/python" -m pytest tests/test_number_words.py tests/test_number_twins.py tests/test_number_noise.py -x --hypothesis-seed=$$seed --timeout=0; \
	  code=$$?; [ $$code -eq 0 ] || [ $$code -eq 124 ] || exit $$code; done

lock: .venv/.dev  ## compile the lock files anew from pyproject.toml
	"$(BIN)/python" -m pip install --quiet uv
	"$(BIN)/python" -m uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements.lock
	"$(BIN)/python" -m uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --extra dev --extra dask --extra stores -c requirements.lock pyproject.toml -o requirements-dev.lock

.venv/.run: requirements.lock pyproject.toml
	@"$(PYTHON)" -c 'import sys; sys.exit(not (3,11) <= sys.version_info[:2] <= (3,13))' || { echo "esep needs Python 3.11 to 3.13: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@test -x "$(BIN)/python" || "$(PYTHON)" -m venv .venv
	@echo "Setting up .venv from requirements.lock (about a minute, once) …" >&2
	@"$(BIN)/python" -m pip install --quiet --no-deps --require-hashes -r requirements.lock
	@"$(BIN)/python" -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch .venv/.run

.venv/.dev: .venv/.run requirements-dev.lock
	@echo "Adding the development tools from requirements-dev.lock …" >&2
	@"$(BIN)/python" -m pip install --quiet --no-deps --require-hashes -r requirements-dev.lock
	@touch .venv/.dev
