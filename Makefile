# Thin covers: `./run` installs what is missing, the tools do the work. `make` alone says what there is.

PY = .venv/bin/python
BIN = .venv/bin
NODE = ./run node
PYTHON_FILES = annotator tests manage.py bench locale
ARGS =
BROWSERS = 1# at once, each with a server and a worker of its own; two on two cores keep tests waiting too long

.DEFAULT_GOAL = help
.PHONY: help setup dev demo-team run test chaos test-services test-browser check static lint fmt types imports templates js \
	messages translations node_modules migrations deploy docs schema audit lock bench-text bench-browser bench-compare \
	bench-agreement bench-carry bench-timeline bench-export bench-intake bench-api bench-streams bench-scale pictures

help: ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' | awk -F'|' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: ## install what running needs
	@./run setup

dev: ## install what development needs
	@./run setup-dev

run: ## start Annotator; PORT and DATA_DIR are honoured
	@./run

test: ## all tests that need no outside service (ARGS="-k spans")
	@./run test -n auto $(ARGS)

test-services: dev ## tests against DATABASE_URL (PostgreSQL) and CELERY_BROKER_URL (Redis or RabbitMQ)
	@test -n "$$DATABASE_URL" -a -n "$$CELERY_BROKER_URL" || { echo "test-services needs DATABASE_URL and CELERY_BROKER_URL: docs/operations.md has examples." >&2; exit 2; }
	@$(PY) -m pytest -m services --migrations $(ARGS)

chaos: dev ## kill workers and brokers over work of every kind, and look what came of it (ARGS="-n 300 --seed 2")
	@$(PY) -m tests.chaos $(ARGS)

test-browser: dev ## tests in a real browser (chromium)
	@$(PY) -m pytest -m browser -n $(BROWSERS) $(ARGS)

check: static test ## everything before a commit; SERVICES=1 and BROWSER=1 add those tests
	@.ci/audit
	@if [ -n "$(SERVICES)" ]; then $(MAKE) --no-print-directory test-services; fi
	@if [ -n "$(BROWSER)" ]; then $(MAKE) --no-print-directory test-browser; fi

static: lint types imports templates js translations migrations deploy docs ## all of check that runs no test of ours

lint: dev ## ruff, as linter and formatter
	@$(BIN)/ruff check $(PYTHON_FILES)
	@$(BIN)/ruff format --check $(PYTHON_FILES)

fmt: dev ## let ruff and djLint put the form right
	@$(BIN)/ruff check --fix-only $(PYTHON_FILES)
	@$(BIN)/ruff format $(PYTHON_FILES)
	@$(BIN)/djlint --quiet --reformat templates || true  # 1 means that it changed something

types: dev ## mypy, strict
	@$(BIN)/mypy

imports: dev ## the grid: who may import whom
	@$(BIN)/lint-imports

templates: dev ## djLint
	@$(BIN)/djlint --quiet --lint templates
	@$(BIN)/djlint --quiet --check templates

messages: dev ## collect what is said into locale/*/LC_MESSAGES/*.po, and compile them
	@$(PY) locale/collect.py

translations: dev ## nothing is left untranslated
	@$(PY) locale/collect.py --check

js: node_modules ## types and tests of static/js
	@$(NODE) node_modules/typescript/bin/tsc --noEmit
	@$(NODE) --test --test-reporter=spec tests/js/*.test.mjs

node_modules: node_modules/.package-lock.json

node_modules/.package-lock.json: package-lock.json
	@./run npm ci --no-audit --no-fund --silent
	@touch $@

migrations: dev ## the tables and the models agree
	@$(PY) manage.py makemigrations --check --dry-run

deploy: dev ## production settings pass Django's own check
	@SECRET_KEY=$$($(PY) -c "import secrets; print(secrets.token_urlsafe(50))") ALLOWED_HOSTS=annotator.example.org \
		$(PY) manage.py check --deploy --fail-level WARNING

docs: dev ## the committed API schema is what the code says
	@test -f docs/openapi.yaml || { echo "docs/openapi.yaml is missing: make schema" >&2; exit 1; }
	@$(PY) manage.py spectacular --validate --fail-on-warn | diff -u docs/openapi.yaml -

schema: dev ## write docs/openapi.yaml anew
	@$(PY) manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml

audit: dev ## known holes in what all lock files name (asks the network; part of check where that is there)
	@.ci/audit --strict

lock: dev ## compile the lock files from the .in files
	@$(BIN)/uv pip compile --quiet --custom-compile-command "make lock" --universal --python-version 3.11 --generate-hashes --output-file requirements.txt requirements.in
	@$(BIN)/uv pip compile --quiet --custom-compile-command "make lock" --universal --python-version 3.11 --generate-hashes --output-file requirements-embeddings.txt requirements-embeddings.in
	@$(BIN)/uv pip compile --quiet --custom-compile-command "make lock" --universal --python-version 3.11 --generate-hashes --output-file requirements-dev.txt requirements-dev.in

bench-text: dev ## what the text engine costs, beside other libraries
	@$(BIN)/uv pip install --quiet --python $(PY) --requirement requirements-bench.in
	@$(PY) bench/text.py $(ARGS)

demo-team: setup ## a simulated team of 8 with 10,000 marks to look at (DATA_DIR is honoured; sign up first)
	@$(PY) manage.py demo_team $(ARGS)

pictures: dev ## take the README's pictures anew, from the demo story
	@$(PY) docs/pictures/take.py

bench-browser: dev ## what the article page costs in a browser, beside plain <mark> elements
	@$(PY) bench/browser.py $(ARGS)

bench-compare: dev ## what comparing accounts and a large matrix cost, through the worker and a browser
	@$(PY) bench/compare.py $(ARGS)

bench-stories: dev ## what finding accounts of one event costs among 1,000 to 100,000 articles
	@$(PY) bench/stories.py $(ARGS)

bench-agreement: dev ## what measuring agreement costs, beside other libraries
	@$(PY) bench/agreement.py $(ARGS)

bench-carry: dev ## what carrying annotations to a new revision costs
	@$(PY) bench/carry.py $(ARGS)

bench-timeline: dev ## what the time line of 20 revisions costs
	@$(PY) bench/timeline.py $(ARGS)

bench-api: dev ## what the API bears: 1 to 128 users at once, nothing lost or doubled (BENCH_DATABASE_URL, BENCH_DOCCANO, BENCH_LABEL_STUDIO)
	@$(BIN)/uv pip install --quiet --python $(PY) --requirement requirements-bench.in
	@$(PY) bench/api.py $(ARGS)

bench-streams: dev ## what 1,000 open pages cost while 32 people write (BENCH_DATABASE_URL)
	@$(BIN)/uv pip install --quiet --python $(PY) --requirement requirements-bench.in
	@$(PY) bench/streams.py $(ARGS)

bench-scale: dev ## what a very large project takes, by table and request (BENCH_DATABASE_URL)
	@$(BIN)/uv pip install --quiet --python $(PY) --requirement requirements-bench.in
	@$(PY) bench/scale.py $(ARGS)

bench-intake: dev ## what taking in marks of others costs, beside bare rows (ARGS="100000")
	@$(PY) bench/intake.py $(ARGS)

bench-export: dev ## what writing datasets costs, beside json.dumps of plain rows (ARGS="1000000"; BENCH_DATABASE_URL)
	@$(PY) bench/export.py $(ARGS)
