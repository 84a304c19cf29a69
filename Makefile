# Everything that is done here, one verb each. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := .venv-demo
LOWEST := .venv-lowest
NEWEST := .venv-newest
FREE := .venv-free-threaded
BENCH := benchmarks/.venv
BENCH_AUTH := benchmarks/auth/.venv
PIP := -m pip install --quiet --disable-pip-version-check
# What the tests' clients send over: make test ENGINE=httpx2
ENGINE := httpx
PYTEST := $(BIN)/pytest --numprocesses=auto --dist=worksteal --engine=$(ENGINE)
DRIFT_TOOLS := benchmarks/drift_tools
STAMP := $(VENV)/.installed
BENCH_STAMP := $(BENCH)/.installed
DEMO_STAMP := $(DEMO)/.installed
SITE := docs/_build/html
ROOMS := $(sort $(patsubst src/udacity_client/%/__init__.py,%,$(wildcard src/udacity_client/*/__init__.py)))
ROOM_FOLDERS = $(wildcard src/udacity_client/$(ROOM) tests/unit/$(ROOM))

# Images for containers often set it; each process that a test starts would then compile
# all that it imports.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install demo docs docs-pictures docs-links test check quick known-room lint types mypy pyright imports generated api-check api-record release-check release-version unit test-all test-slow live lowest newest free-threaded bench bench-install bench-check bench-profile bench-docs bench-auth drift-tools generate format build clean

help: ## Show what can be done here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(STAMP) ## Make .venv and install the project with everything it needs to develop

define NEW_ENOUGH
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
  || { echo "Python 3.11 or later is needed; name one with: make PYTHON=/path/to/python3 ..."; exit 1; }
endef

# Before 25.1, pip knows no dependency groups.
$(STAMP): pyproject.toml constraints.txt
	$(NEW_ENOUGH)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python $(PIP) -c constraints.txt 'pip>=25.1'
	$(BIN)/python $(PIP) -c constraints.txt -e '.[all]' --group dev
	@touch $@

# The development environment can run the demo, so a second one is made only without it.
HAS_ALL := $(wildcard $(STAMP))
demo: $(if $(HAS_ALL),,$(DEMO_STAMP)) ## See it work: an emulated API, its tables in a file, and a report on them
	@echo "Starting the emulator and examples/quickstart.py ..."
	@$(if $(HAS_ALL),$(BIN),$(DEMO)/bin)/python examples/demo.py

$(DEMO_STAMP): pyproject.toml constraints.txt
	$(NEW_ENOUGH)
	@echo "Making $(DEMO) ..."
	@test -x $(DEMO)/bin/python || $(PYTHON) -m venv $(DEMO)
	@echo "Installing the client, the emulator and what a report needs into it ..."
	@$(DEMO)/bin/python $(PIP) -c constraints.txt -e '.[emulator,report]' \
	  || { echo "pip could not install what the demo needs; see above. Without a network it has only its cache."; exit 1; }
	@touch $@

docs: install ## Build the documentation's site into docs/_build/html, warnings as errors
	$(BIN)/python -m sphinx -EaW --keep-going -q -b html -d docs/_build/doctrees docs $(SITE)
	@echo "The site is in $(SITE)/index.html"

docs-pictures: docs ## Show the site to Chromium, narrow and wide, light and dark
	$(BIN)/python docs/pictures.py $(SITE) docs/_build/pictures

docs-links: install ## Check the links of the documentation that lead out of it
	$(BIN)/python -m sphinx -q -b linkcheck -d docs/_build/doctrees docs docs/_build/links

test: install ## Run every check, and every test but the slow ones
	@$(MAKE) --no-print-directory -j5 check unit

# release-check runs all of tests/packaging, over the files that it builds.
test-all: install ## Run every check and every test
	@$(MAKE) --no-print-directory test LEFT_OUT=--ignore=tests/packaging
	@$(MAKE) --no-print-directory -j2 test-slow release-check LEFT_OUT=--ignore=tests/packaging

check: lint types imports generated api-check ## Run every check that is not a test

quick: known-room install ## Check and unit-test one room: make quick ROOM=auth
	$(BIN)/ruff check $(ROOM_FOLDERS)
	$(BIN)/ruff format --check $(ROOM_FOLDERS)
	$(BIN)/mypy $(ROOM_FOLDERS)
	$(if $(wildcard tests/unit/$(ROOM)),$(BIN)/pytest tests/unit/$(ROOM),$(error There is no tests/unit/$(ROOM), so nothing was tested))

known-room:
	$(if $(filter-out 1,$(words $(ROOM)))$(filter-out $(ROOMS),$(ROOM)),$(error ROOM must be one of: $(ROOMS)))

lint: install ## Lint and check the formatting, and the workflows for weaknesses
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/zizmor --offline --quiet --persona=pedantic .github

types: mypy pyright ## Check types: mypy --strict and pyright strict

mypy: install
	$(BIN)/mypy

pyright: install
	$(BIN)/pyright

imports: install ## Check which room imports which
	$(BIN)/lint-imports

generated: install ## Check that generated/ is what schema/ and queries/ give
	$(BIN)/udacity generate --check
	cd examples/own-operations && ../../$(BIN)/udacity generate --check

api-check: install ## Compare the public interface with the last release's, and the changelog
	$(BIN)/python .ci/release/api_check.py

api-record: install ## Record the public interface as that of the version to be released
	$(BIN)/python .ci/release/api_check.py --record

unit: install ## Run the tests but the slow ones, in a process for each core
	$(PYTEST) $(LEFT_OUT)

lowest: ## Test with the lowest allowed version of each dependency
	$(NEW_ENOUGH)
	test -x $(LOWEST)/bin/python || $(PYTHON) -m venv $(LOWEST)
	$(LOWEST)/bin/python $(PIP) -c constraints.txt 'pip>=25.1'
	$(LOWEST)/bin/python .ci/lowest.py > $(LOWEST)/lowest.txt
	$(LOWEST)/bin/python $(PIP) -c $(LOWEST)/lowest.txt -e '.[all]' --group test
	$(LOWEST)/bin/python -W error -m pytest --numprocesses=auto tests/unit tests/scenarios

newest: ## Test with the newest version of each dependency, which constraints.txt may not know
	$(NEW_ENOUGH)
	test -x $(NEWEST)/bin/python || $(PYTHON) -m venv $(NEWEST)
	$(NEWEST)/bin/python $(PIP) 'pip>=25.1'
	$(NEWEST)/bin/python $(PIP) --upgrade --upgrade-strategy eager -e '.[all]' --group test
	$(NEWEST)/bin/python -m pytest --numprocesses=auto tests/unit tests/scenarios

# polars, DuckDB and what generates code have no build for it, or do not say that they work.
free-threaded: ## Test the client and the emulator on free-threaded Python
	$(PYTHON) -c 'import sysconfig as s, sys; sys.exit(not s.get_config_var("Py_GIL_DISABLED"))' \
	  || { echo "Name a free-threaded Python: make free-threaded PYTHON=/path/to/python3.14t"; exit 1; }
	test -x $(FREE)/bin/python || $(PYTHON) -m venv $(FREE)
	$(FREE)/bin/python $(PIP) -c constraints.txt 'pip>=25.1'
	$(FREE)/bin/python $(PIP) -c constraints.txt -e '.[emulator,httpx2,otel,redis,speed]' --group test-client
	$(FREE)/bin/python -m pytest --numprocesses=auto \
	  $(addprefix --ignore=tests/unit/system/,test_duckdb_files.py test_table_files.py) \
	  $(addprefix tests/unit/,auth emulator limits protocol system transport) \
	  $(addprefix tests/scenarios/,test_auto_limit.py test_bad_days.py test_loops_and_pools.py test_outages.py test_over_httpx2.py test_reading.py test_siblings.py)

test-slow: docs ## Build the site, and run the slow tests alone
	$(PYTEST) -m "slow and not live" $(LEFT_OUT)

# The tests run even if something is refuted.
live: install ## Compare with the real API what was guessed; needs a client credential
	@test -n "$$UDACITY_CLIENT_ID" && test -n "$$UDACITY_CLIENT_SECRET$$UDACITY_CLIENT_SECRET_FILE" \
	  || { echo "make live asks the real API: set UDACITY_CLIENT_ID and UDACITY_CLIENT_SECRET, a client credential from the Management Portal."; exit 2; }
	@$(BIN)/udacity schema confirm; confirmed=$$?; \
	  $(BIN)/pytest -q -m live tests/scenarios/test_shipped_queries.py && exit $$confirmed

bench-install: $(BENCH_STAMP) ## Make the environments that the benchmarks run in

bench: $(BENCH_STAMP) ## Measure all, next to others, and write benchmarks/results/
	$(BENCH)/bin/python benchmarks/run.py

bench-check: $(BENCH_STAMP) ## Compare ratios with benchmarks/targets.toml; SHORT=1 takes 2 minutes
	$(BENCH)/bin/python benchmarks/run.py --check $(if $(SHORT),--short)

bench-profile: $(BENCH_STAMP) ## Show where the time of reading, calling, starting and compiling goes
	$(BENCH)/bin/python benchmarks/profiles.py

bench-docs: $(BENCH_STAMP) ## Write the tables of docs/benchmarks.md from the newest results
	$(BENCH)/bin/python benchmarks/run.py --docs

# Next to the peers stand an environment of the run-time dependencies alone, that of gql,
# which needs a newer graphql-core, and that of a peer that needs a newer Python, too.
$(BENCH_STAMP): pyproject.toml constraints.txt benchmarks/requirements.txt benchmarks/gql.txt benchmarks/graphql-codegen.txt
	test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python $(PIP) -c constraints.txt -r benchmarks/requirements.txt -e '.[codegen,data,emulator,httpx2,speed]'
	$(BENCH)/bin/python -m venv --without-pip $(BENCH)/plain
	$(BENCH)/bin/python $(patsubst pip,pip --python $(BENCH)/plain/bin/python,$(PIP)) -c constraints.txt -e .
	$(BENCH)/bin/python -m venv --without-pip $(BENCH)/gql
	$(BENCH)/bin/python $(patsubst pip,pip --python $(BENCH)/gql/bin/python,$(PIP)) --no-deps -r benchmarks/gql.txt
	if $(BENCH)/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 12))'; then \
	  $(BENCH)/bin/python -m venv $(BENCH)/graphql-codegen && \
	  $(BENCH)/graphql-codegen/bin/python $(PIP) -r benchmarks/graphql-codegen.txt; \
	fi
	@touch $@

bench-auth: ## Compare how libraries keep a token and survive bad days; SHORT=1 writes nothing
	test -x $(BENCH_AUTH)/bin/python || $(PYTHON) -m venv $(BENCH_AUTH)
	# botocore wants a python-dateutil below 3; nothing else there needs it.
	sed '/^python-dateutil==/d' constraints.txt > $(BENCH_AUTH)/constraints.txt
	$(BENCH_AUTH)/bin/python $(PIP) -c $(BENCH_AUTH)/constraints.txt 'pip>=25.1'
	$(BENCH_AUTH)/bin/python $(PIP) -c $(BENCH_AUTH)/constraints.txt \
	  -r benchmarks/auth/requirements.txt -e '.[httpx2]'
	$(BENCH_AUTH)/bin/python benchmarks/auth/compare.py
	$(BENCH_AUTH)/bin/python benchmarks/auth/bad_days.py $(if $(SHORT),--short)

drift-tools: install ## Compare how tools judge changed schemas, and write the tables in docs/
	for core in 3.2 3.3; do \
	  test -x $(DRIFT_TOOLS)/.venv-$$core/bin/python || $(PYTHON) -m venv $(DRIFT_TOOLS)/.venv-$$core; \
	  $(DRIFT_TOOLS)/.venv-$$core/bin/python -m pip install --quiet --disable-pip-version-check \
	    -r $(DRIFT_TOOLS)/requirements-$$core.txt || exit 1; \
	done
	npm install --prefix $(DRIFT_TOOLS) --no-package-lock --no-audit --no-fund --silent
	PYTHONPATH=tests $(BIN)/python benchmarks/drift_tools.py

generate: install ## Compile queries/ against schema/ into generated/
	$(BIN)/udacity generate

format: install ## Format the code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

build: install ## Build the wheel and the source archive
	$(BIN)/python -m hatchling build

# The tests install the files of dist/ themselves, in bare environments. Nothing here needs
# a network: each tool and each dependency is in .venv.
release-check: install ## Build, and check what would be published; needs no network
	rm -rf dist
	$(BIN)/python -m hatchling build
	$(BIN)/twine check --strict dist/*
	$(BIN)/check-wheel-contents dist/*.whl
	VALIDATE_PYPROJECT_NO_NETWORK=1 $(BIN)/validate-pyproject pyproject.toml
	DIST=dist $(PYTEST) -q -m "not live" tests/packaging

release-version: install ## Refuse the tag TAG unless version, changelog and record are its own
	$(BIN)/python .ci/release/release_version.py

clean: ## Remove what the other targets made
	rm -rf demo $(VENV) $(DEMO) $(LOWEST) $(NEWEST) $(FREE) $(BENCH) $(BENCH_AUTH) $(DRIFT_TOOLS)/.venv-* $(DRIFT_TOOLS)/node_modules docs/_build docs/reference/made dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
