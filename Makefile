# On a fresh machine `make run` and `make test` set up all they need. Only python3 is required; uv is used if there.
PORT ?= 8501
DATA ?= data
PYTHON ?= python3
BIN := .venv/bin
export LEANLINK_WAREHOUSE ?= data/warehouse

# Invented exports show how the monthly views work until real ones are there.
EXPORTS := $(shell find data/exports -type f ! -name '.*' 2>/dev/null | head -1)
SAMPLE := $(if $(EXPORTS),,data/sample)

.DEFAULT_GOAL := help
.PHONY: help run load sample test mutate sweep attack check format bench clean

help:
	@echo "make run [PORT=8501] [DATA=data]   load what is new and serve the dashboard"
	@echo "make sample [ROWS=n]               write invented exports to data/sample"
	@echo "make test                          run every test, browser tests included"
	@echo "make mutate                        change the code in a hundred small ways, list what no test notices"
	@echo "make check                         linter, format, types, who imports whom"
	@echo "make sweep                         every page with every choice in every world of data, sentence by sentence"
	@echo "make attack                        hundreds of worlds of persons; thousands of odd files; fifty visitors; a small full disk (takes root)"
	@echo "make bench                         timings, as ratios against a baseline of the same run"
	@echo "make clean                         remove everything that can be made again"

run: .venv/run $(SAMPLE) load
	@echo "Leanlink i siffror: http://127.0.0.1:$(PORT)  (Ctrl-C avslutar)"
	@exec $(BIN)/python -m streamlit run dashboard/server.py --server.port $(PORT)

# A refused file is reported but does not keep the rest from being shown.
load: .venv/run
	@$(BIN)/python -m loaders "$(DATA)" || [ $$? -eq 1 ]

sample: .venv/run
	@$(BIN)/python -m loaders.sample $(if $(ROWS),--rows $(ROWS))

data/sample: | .venv/run
	@$(BIN)/python -m loaders.sample

test: .venv/dev .venv/browser
	$(BIN)/python -m pytest -n auto --dist loadfile

mutate: .venv/dev
	nice $(BIN)/python -m tests.mutate

check: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_house.py

format: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

sweep: .venv/dev
	SWEEP=whole $(BIN)/python -m pytest -n auto tests/test_sweep.py

attack: .venv/dev
	ATTACK=whole nice $(BIN)/python -m pytest tests/test_attack.py tests/test_fuzz.py tests/test_many_visitors.py \
		tests/test_full_disk.py

bench: .venv/dev .venv/browser
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.browser
	$(BIN)/python -m tests.bench.usefulness

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis data/warehouse data/sample
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps hold the requirements they were made from, so that a second run installs nothing.
.venv/run: requirements.txt
	@$(call install,requirements.txt)
	@touch $@

.venv/dev: requirements-dev.txt requirements.txt .venv/run
	@$(call install,requirements-dev.txt)
	@touch $@

.venv/browser: .venv/dev
	@$(BIN)/python -m tests.install_browser
	@touch $@

define install
	if command -v uv >/dev/null 2>&1; then \
		{ [ -x $(BIN)/python ] || uv venv --quiet --python $(PYTHON) .venv; } && \
		uv pip install --quiet --compile-bytecode --python $(BIN)/python -r $(1); \
	else \
		{ [ -x $(BIN)/python ] || $(PYTHON) -m venv .venv; } && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check -r $(1); \
	fi
endef
