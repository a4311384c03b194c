# Two commands are enough: `make reproduce` and `make test`. Each makes its own environment first, if it is not there.
VENV := .venv
BIN := $(abspath $(VENV))/bin
READY := $(VENV)/ready
export PATH := $(BIN):$(PATH)
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export HF_HUB_DISABLE_TELEMETRY := 1
# Some images ask Python to keep no bytecode: then each of a run's twenty stages would compile torch and the rest anew, seconds each.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: reproduce test dev soak serve heal lock

reproduce: $(READY)  ## the main job, as params.yaml describes it
	@echo "== reproduce: dvc repro; a stage whose inputs, code and params are as they were is skipped"
	@dvc repro
	@glueline scores
	@echo "== the leaderboard, each cell with what it rests on: data/leaderboard/leaderboard.html for a browser, and leaderboard.md"
	@echo "== why trust it: glueline audit 'this run'; where a cell comes from: glueline trace 'this run/student/rte'"

test: $(READY)  ## every test but the soak
	@echo "== test: pytest; tests that need a copy of GLUE skip where there is none (GLUELINE_GLUE says where)"
	@OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive pytest -m "not soak" -n 3 --dist loadscope --no-loadscope-reorder --durations=10

dev: $(READY)  ## what the dev extra adds: linter, types, the page in a real browser (Debian's chromium, installed if need be)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-compile --no-build-isolation -e ".[dev]"
	@ruff check .
	@mypy
	@pytest -q tests/page/test_in_a_browser.py

soak: $(READY)  ## 50 kills at random moments; writes docs/soak.md
	@echo "== soak: kills stages, DVC, the worker and the server at random moments; an hour or two"
	@pytest -m soak -s

serve: $(READY)  ## Prefect on loopback: server, pool, deployments, worker; Ctrl-C ends all of it. PORT=4200, or a free one
	@exec python -m flows.serve $(if $(PORT),--port $(PORT))

heal: $(READY)  ## after a kill of DVC itself: stale locks, a torn dvc.lock
	@glueline heal

lock: $(READY)  ## pin what requirements.in asks for
	@$(BIN)/python -m pip install -q --dry-run --ignore-installed --report .venv/report.json -r requirements.in
	@python -c "import json; print(*sorted(i['metadata']['name'].lower() + '==' + i['metadata']['version'] \
		for i in json.load(open('.venv/report.json'))['install']), sep='\n')" | sed 's/+cpu//' > requirements.lock

$(READY): requirements.lock pyproject.toml
	@echo "== environment: $(VENV) from requirements.lock (a few minutes, once)"
	@python3 -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "Python 3.11 is needed as python3"; exit 1; }
	@test -x $(BIN)/python || python3 -m venv $(VENV) || { echo "python3 -m venv failed: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-compile -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)
