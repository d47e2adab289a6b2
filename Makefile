# Everything starts from a fresh clone: each target first sets up what it needs and is not there yet.
SHELL = /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

EXAMPLE := examples/cartpole/exp.yml
SITE := build/cartpole
STORE := $(SITE)-store

BIN := .venv/bin
# Rebuilt when anything that they stand on changes.
VENV := .venv/.made
MODULES := js/node_modules/.made
CONTRACT := js/src/generated/contract.ts
BUNDLES := js/dist/rerun.mjs
RUNTIME := js/dist/runtime/THIRD_PARTY_LICENSES
BOOT := js/dist/runtime/python/made
WHEELHOUSE := build/wheelhouse/.made

# Who reads the log of a machine far away sees what took its time, and how far a run came that was stopped.
PYTEST := PYTHONUNBUFFERED=1 $(BIN)/pytest --durations=12 --durations-min=10
# All tests of a file run in one worker: they share what they have built. There is a worker more than
# cores, since tests wait for games, clocks and servers.
CORES := $(shell getconf _NPROCESSORS_ONLN)
# A worker that dies fails its test and is not replaced: by file, xdist would wait for ever for the new one.
SIDE_BY_SIDE := -n $(shell echo $$(($(CORES) + 1))) --dist loadfile --max-worker-restart 0 -m "not alone"
# Playwright keeps an event loop in its worker, where other tests run loops of their own.
# Of these files some take a minute: the long ones come first, so that no core waits for the last.
BROWSERS := --no-loadscope-reorder tests/install tests/browser
OTHERS := $(filter-out tests/install tests/browser,$(patsubst %/,%,$(sort $(dir $(wildcard tests/*/test_*.py)))))

.PHONY: help setup system demo test test-faults test-environments test-plain fuzz check docs bench bench-quick bench-scale bench-load bench-endurance lock format gallery wheel clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV) $(MODULES) $(CONTRACT) $(BUNDLES) $(BOOT) ## Install and build everything; after this, .venv/bin/gymbrowser works

demo: setup ## Build the CartPole example and serve it on this machine (on PORT=…)
	@$(BIN)/gymbrowser build $(EXAMPLE) --output $(SITE)
	@exec $(BIN)/gymbrowser serve $(SITE) --store $(STORE) $(if $(PORT),--port $(PORT))

test: setup system $(WHEELHOUSE) ## Run all tests
	@failed=0; begin() { echo "$$(date +%T) $$*, load $$(cut -d ' ' -f 1-3 /proc/loadavg 2>/dev/null)"; }; \
		begin TypeScript; (cd js && node_modules/.bin/vitest run) || failed=1; \
		begin "Tests that run alone"; $(PYTEST) -m alone tests || failed=1; \
		begin Browsers; $(PYTEST) $(SIDE_BY_SIDE) $(BROWSERS) || failed=1; \
		begin "All others"; $(PYTEST) $(SIDE_BY_SIDE) $(OTHERS) || failed=1; \
		begin "All done"; exit $$failed

test-faults: setup system $(WHEELHOUSE) ## Run the matrix of docs/reliability.md, TRIALS=10 times each fault (and 200 kills of a tab)
	@GYMBROWSER_FAULT_TRIALS=$(or $(TRIALS),10) $(BIN)/pytest tests/browser/faults

test-environments: setup system $(WHEELHOUSE) ## Play all environments that draw with pygame in Chromium, not only one of each kind
	@GYMBROWSER_ALL_ENVIRONMENTS=1 $(BIN)/pytest tests/browser/test_environments.py

test-plain: setup system $(WHEELHOUSE) ## Run the browser tests on sites without a snapshot, then on those that Pyodide loads
	@GYMBROWSER_SNAPSHOT=0 $(PYTEST) $(SIDE_BY_SIDE) tests/browser --ignore tests/browser/faults
	@GYMBROWSER_PLAIN=1 $(PYTEST) $(SIDE_BY_SIDE) tests/browser --ignore tests/browser/faults

fuzz: setup ## Fuzz everything that reads what strangers sent, with INPUTS=1000000 inputs
	@$(BIN)/python -m tests.fuzz --inputs $(or $(INPUTS),1000000)

check: setup docs ## Check format, lint, types and documentation
	@$(BIN)/ruff format --quiet --check
	@$(BIN)/ruff check --quiet
	@$(BIN)/mypy
	@cd js && for part in . src/*/tsconfig.json tests; do node_modules/.bin/tsc -p $$part || exit 1; done
	@cd js && node_modules/.bin/biome ci --error-on-warnings

docs: setup ## Build the documentation into build/docs
	@# Not with --quiet, which hides the warnings from --strict too.
	@said=$$(NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict 2>&1) || { echo "$$said" >&2; exit 1; }
	@echo "Documentation: build/docs/index.html"

bench: setup system ## Measure, and write the figures to build/bench and docs/performance.md; takes 20 minutes
	@$(BIN)/python -m benchmarks

bench-quick: setup system ## Measure less, in Chromium only, and leave the documentation alone
	@$(BIN)/python -m benchmarks --quick

bench-scale: setup system ## Measure how everything grows, in minutes; with FULL=1 up to the largest sizes, in a quarter of an hour
	@$(BIN)/python -m benchmarks.scale --docs $(if $(FULL),--full)

bench-load: setup system ## Measure a store under a thousand participants and twenty browsers; takes ten minutes
	@$(BIN)/python -m benchmarks.load

bench-endurance: setup ## Measure a session of hours in virtual time; takes two minutes and more
	@$(BIN)/python -m benchmarks.endurance

format: setup ## Put all code into the house format
	@$(BIN)/ruff format --quiet
	@$(BIN)/ruff check --quiet --fix
	@cd js && node_modules/.bin/biome check --write

gallery: setup system ## Take the pictures of docs/gallery.md anew, of every kind of step
	@$(BIN)/python -m tests.gallery

wheel: setup ## Build the package into dist/, with everything that a site is made of
	@$(BIN)/python -m hatchling build

lock: $(VENV) ## Lock the newest versions of everything that pyproject.toml allows
	@$(BIN)/uv pip compile pyproject.toml --quiet --upgrade --group dev --universal --python-version 3.12 \
		--generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" --output-file .ci/requirements.txt >/dev/null
	@$(BIN)/uv pip compile --group pyproject.toml:docs --quiet --upgrade --universal --python-version 3.12 \
		--constraints .ci/requirements.txt --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" --output-file .ci/docs-requirements.txt >/dev/null
	@echo "Locked: .ci/requirements.txt, .ci/docs-requirements.txt"

clean: ## Remove what was built and installed here; keeps the data in build/
	@rm -rf .venv dist js/node_modules js/dist js/src/generated .mypy_cache .ruff_cache .pytest_cache .hypothesis

system: $(VENV)
	@.ci/setup-system

$(VENV): pyproject.toml .ci/requirements.txt .ci/docs-requirements.txt .ci/setup-python .ci/find-python
	@.ci/setup-python
	@touch $@

$(MODULES): js/package.json js/package-lock.json js/.npmrc
	@node -e 'const [major, minor] = process.versions.node.split("."); process.exit(major > 20 || (major == 20 && minor >= 19) ? 0 : 1)' 2>/dev/null || \
		{ echo "make: Node.js 20.19 or newer is needed, with npm: it was not found." >&2; exit 1; }
	@cd js && npm ci --silent
	@touch $@
	@echo "JavaScript: js/node_modules"

$(CONTRACT): $(VENV) $(MODULES) js/contract.mjs $(wildcard gymbrowser/contract/*.py)
	@node js/contract.mjs

$(BUNDLES): $(MODULES) $(CONTRACT) js/build.mjs templates/base.css templates/site/site.css $(shell find js/src -name '*.ts' -not -path '*/generated/*')
	@node js/build.mjs
	@echo "Bundles: js/dist"

$(RUNTIME): $(VENV) $(MODULES) .ci/collect_runtime.py $(wildcard .ci/runtime_files/*.py .ci/licenses/*) gymbrowser/runtime.lock.json
	@$(BIN)/python .ci/collect_runtime.py

$(BOOT): $(RUNTIME) $(BUNDLES) $(wildcard gymbrowser/boot/*.py gymbrowser/bridge/*.py gymbrowser/standin/*/*.py)
	@$(BIN)/python -m gymbrowser.boot
	@touch $@

$(WHEELHOUSE): $(VENV) $(MODULES) .ci/collect_wheelhouse.py $(wildcard .ci/runtime_files/*.py)
	@$(BIN)/python .ci/collect_wheelhouse.py
	@touch $@
