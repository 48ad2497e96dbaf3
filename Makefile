# Everything starts here. On a fresh machine: Python 3.11+ (on Debian with python3-venv), make and the package registry.
PYTHON ?= python3
# What `make test` runs: all of it, or what is named.
TESTS ?= tests
BIN = .venv/bin

.PHONY: help setup setup-dev demo demo-reset test screenshots interop lint bench mutate simulate soak reload fuzz disasters
.PHONY: walks mutate-faults statistics-bench vendor lock openapi

help: ## show what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## / — /'

setup: ## build .venv with what the product needs
	@$(PYTHON) tools/setup.py product

setup-dev: ## build .venv with the development tools too
	@$(PYTHON) tools/setup.py development

demo: setup ## set everything up, play the main job, leave the hub running
	@exec $(BIN)/hub demo

demo-reset: setup ## forget everything the demo has stored
	@$(BIN)/hub demo --reset

test: setup-dev ## the whole suite
	@$(BIN)/python -m pytest -q -n 2 --dist loadgroup $(TESTS)

walks: setup-dev ## the walks of the browser and the stories with their second language and longest pages
	@HUB_WALKS=1 $(BIN)/python -m pytest -q -n 2 --dist loadgroup tests/browser tests/stories

screenshots: setup-dev ## pictures of the pages in screenshots/, made by the browser tests
	@HUB_SCREENSHOTS=1 $(BIN)/python -m pytest -q tests/browser

interop: setup-dev ## independent OpenID implementations as region and as portal (needs Node 20 or newer and npm)
	@cd tests/interop && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@$(BIN)/python -m pytest -q tests/interop

lint: setup-dev ## style, types, layers
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

bench: setup-dev ## measure against floors taken in the same run
	@$(BIN)/hub bench

mutate: setup-dev ## change every value of the policy documents: the cases must notice
	@$(BIN)/python -m tests.policy.mutation

simulate: setup-dev ## a year of 100,000 orders over five payers with crashes, returns and late bank words
	@HUB_SIMULATED_ORDERS=100000 $(BIN)/python -m pytest -q --timeout=0 tests/settlement/test_simulation.py

soak: setup-dev ## 30 minutes of 50 requests/s, the books proved each minute
	@$(BIN)/hub soak --minutes 30 --rate 50

reload: setup-dev ## HUP and SIGTERM under load lose no request
	@HUB_RELOAD=1 $(BIN)/python -m pytest -q tests/operation/test_graceful.py

fuzz: setup-dev ## 300 calls made up for every operation of the API
	@HUB_FUZZ_EXAMPLES=300 $(BIN)/python -m pytest -q --timeout=0 tests/api/test_every_operation.py

disasters: setup-dev ## PostgreSQL killed fifty times, a replica promoted in the middle of a batch
	@HUB_DISASTERS=1 $(BIN)/python -m pytest -q --timeout=0 tests/faults/test_killed_database.py tests/faults/test_promoted_replica.py

mutate-faults: setup-dev ## plant the mutants of tests/faults/faults.toml: the tests named there must fail
	@$(BIN)/python -m tests.faults.mutation

statistics-bench: setup-dev ## statistics over 100,000 orders
	@HUB_STATISTICS_ORDERS=100000 $(BIN)/python -m pytest -q -s --timeout=0 tests/statistics/test_large.py

vendor: setup-dev ## verify the vendored front-end files
	@$(BIN)/python tools/vendor.py verify

lock: setup-dev ## renew the hashed locks from pyproject.toml
	@$(BIN)/uv lock -q
	@$(BIN)/uv export -q --no-emit-project --no-dev --no-header --format requirements-txt -o requirements.lock
	@$(BIN)/uv export -q --no-emit-project --no-header --format requirements-txt -o requirements-dev.lock

openapi: setup-dev ## write docs/api/openapi.json from the code
	@$(BIN)/hub openapi > docs/api/openapi.json
