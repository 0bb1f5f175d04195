# Everything runs in .venv, which the first target that needs it makes. `make help` lists the targets.

SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PORT ?= 8000
FRONTEND_PORT ?= 3000
ARGS ?=
COLLECTIONS ?=
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
AUDIT := var/audit
SPHINX := var/sphinx
EXPLORER := var/explorer/graphiql.min.js

# The first Python on the path that the project supports.
FIND_PYTHON = for python in $(PYTHON) python3.11 python3.12 python3; do \
	"$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null && break; \
	done || { echo "Dateline needs Python 3.11 or 3.12; name one with PYTHON=." >&2; exit 1; }

# The browser that `make e2e` drives.
CHROMIUM ?= $(firstword $(foreach name,chromium chromium-browser google-chrome,$(shell command -v $(name))))

# The servers of `make test-services`. The tests make a database of their own beside the one named here, and drop it.
SERVICES_DATABASE_URL = $(or $(DATABASE_URL),postgres://postgres@127.0.0.1:5432/test)
SERVICES_REDIS_URL = $(or $(REDIS_URL),redis://127.0.0.1:6379)

# One file for every Python and system that the project supports. The options are those that Renovate reads in the files.
LOCK = var/lock/bin/uv pip compile --universal --python-version 3.11 --generate-hashes $(ARGS)

# No colours and no notices: what is printed is the same on a terminal and in a log.
export NO_COLOR := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

MANAGE := $(BIN)/python manage.py
PYTEST := $(BIN)/python -m pytest --color=no
SQLITE := env -u DATABASE_URL -u REDIS_URL

##@ Run

.PHONY: run
run: $(INSTALLED) ## Serve the newsroom on http://127.0.0.1:8000 (PORT= changes it), filled with the demo at first
	@test $(EXPLORER) -nt explorer/package-lock.json || { echo "Installing the API explorer ..."; explorer/install; } || \
		echo "The API explorer is not installed; everything else works. With a network, install it by: make explorer"
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) seed_demo --if-empty
	@$(MANAGE) demo_accounts
	@echo "Dateline serves on http://127.0.0.1:$(PORT) - Ctrl+C stops it."
	@$(if $(filter 8000,$(PORT)),,PUBLIC_URL=http://127.0.0.1:$(PORT)) $(MANAGE) runserver "127.0.0.1:$(PORT)"

.PHONY: frontend
frontend: $(INSTALLED) ## Serve the newsroom and the reference frontend on http://127.0.0.1:3000 (FRONTEND_PORT=, PORT=)
	@frontend/install
	@mkdir -p var
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) seed_demo --if-empty
	@$(MANAGE) demo_accounts
	@frontend/serve $(PORT) $(FRONTEND_PORT)

.PHONY: explorer
explorer: $(INSTALLED) ## Install the API explorer's scripts, from npm, into var/explorer
	@echo "Installing the API explorer ..."
	@explorer/install

.PHONY: install
install: $(INSTALLED) ## Make .venv and install the pinned dependencies

##@ Check

.PHONY: test
test: $(INSTALLED) ## Run the tests in parallel on SQLite (ARGS= passes options or paths to pytest)
	@$(SQLITE) $(PYTEST) -n auto $(ARGS)

.PHONY: test-fast
test-fast: $(INSTALLED) ## Run the tests that need neither a database nor processes of their own, in under a minute
	@$(SQLITE) $(PYTEST) -n auto -m "not (database or processes or slow or e2e or accessibility or clients or mutants or observatory)" $(ARGS)

.PHONY: coverage
coverage: $(INSTALLED) ## Run the tests on SQLite and see which lines they reach; fewer than the floor in pyproject.toml fail
	@$(SQLITE) $(PYTEST) -n auto --cov --cov-report=term $(ARGS)

.PHONY: test-services
test-services: $(INSTALLED) ## Run the same tests on PostgreSQL and Redis (DATABASE_URL=, REDIS_URL=)
	@DATABASE_URL="$(SERVICES_DATABASE_URL)" REDIS_URL="$(SERVICES_REDIS_URL)" $(BIN)/python -m tests.services
	@DATABASE_URL="$(SERVICES_DATABASE_URL)" REDIS_URL="$(SERVICES_REDIS_URL)" $(PYTEST) -n auto --maxprocesses 15 $(ARGS)

PLAIN = GRAPHQL_EXECUTOR=core COMPILED_QUERIES=off RESPONSE_CACHE_TTL=0 WSGI_RESPONSE_CACHE=off PREPARED_STATEMENTS=off \
	POSTGRESQL_BACKEND=django
PLAIN_TESTS = tests/crawl tests/news/graphql/test_schema.py tests/news/graphql/test_sql_counts.py tests/search/graphql/test_schema.py

.PHONY: test-plain
test-plain: $(INSTALLED) ## Run the crawl and tests of the schema with all accelerators off
	@$(PLAIN) $(SQLITE) $(PYTEST) $(PLAIN_TESTS) $(ARGS)

.PHONY: test-plain-services
test-plain-services: $(INSTALLED) ## Run tests of visibility and the schema with all accelerators off on PostgreSQL and Redis
	@$(PLAIN) DATABASE_URL="$(SERVICES_DATABASE_URL)" REDIS_URL="$(SERVICES_REDIS_URL)" $(PYTEST) -n0 \
		$(filter-out tests/crawl,$(PLAIN_TESTS)) tests/visibility $(ARGS)

.PHONY: e2e
e2e: $(INSTALLED) ## Run the browser tests (CHROMIUM= names the browser)
	@test -n "$(CHROMIUM)" || { echo "No Chromium was found. Install one, on Debian by: apt-get install chromium" \
		"- or name one: make e2e CHROMIUM=/path/to/chromium" >&2; exit 1; }
	@test $(EXPLORER) -nt explorer/package-lock.json || $(MAKE) explorer
	@frontend/install && tests/e2e/accessibility/install || echo "The tests of the frontend are skipped." >&2
	@$(SQLITE) CHROMIUM="$(CHROMIUM)" DJANGO_ALLOW_ASYNC_UNSAFE=true $(PYTEST) -m e2e $(ARGS)

.PHONY: accessibility
accessibility: $(INSTALLED) ## Have axe-core, from npm, look for breaches of WCAG 2.2 AA in the admin (CHROMIUM= names the browser)
	@test -n "$(CHROMIUM)" || { echo "No Chromium was found. Install one, on Debian by: apt-get install chromium" \
		"- or name one: make accessibility CHROMIUM=/path/to/chromium" >&2; exit 1; }
	@tests/e2e/accessibility/install
	@$(SQLITE) CHROMIUM="$(CHROMIUM)" DJANGO_ALLOW_ASYNC_UNSAFE=true $(PYTEST) -m accessibility tests/e2e/accessibility $(ARGS)

.PHONY: benchmark
benchmark: $(INSTALLED) ## Measure this project beside vanilla grapple and two limits, on PostgreSQL and Redis (ARGS=--help)
	@env -u DATABASE_URL -u REDIS_URL $(BIN)/python -m benchmarks.run $(ARGS)

.PHONY: growth
growth: $(INSTALLED) ## Measure each query and a publish at 1,000, 10,000 and 100,000 articles, on PostgreSQL (ARGS=--help)
	@env -u DATABASE_URL -u REDIS_URL $(BIN)/python -m benchmarks.growth $(ARGS)

.PHONY: attack
attack: $(INSTALLED) ## Send the dearest requests that the limits let through to a production server (ARGS=--help)
	@env -u DATABASE_URL -u REDIS_URL $(BIN)/python -m benchmarks.attack $(ARGS)

.PHONY: live-benchmark
live-benchmark: $(INSTALLED) ## Measure memory and lag of 5,000 connections for live updates, on PostgreSQL and Redis (ARGS=--help)
	@env -u DATABASE_URL -u REDIS_URL $(BIN)/python -m benchmarks.live $(ARGS)

.PHONY: hammer
hammer: $(INSTALLED) ## Publish for a minute while others read, on PostgreSQL and Redis (HAMMER_SECONDS=)
	@HAMMER_SECONDS="$(or $(HAMMER_SECONDS),60)" DATABASE_URL="$(SERVICES_DATABASE_URL)" REDIS_URL="$(SERVICES_REDIS_URL)" \
		$(PYTEST) -n0 -s -q tests/performance/response_cache/test_hammer.py

.PHONY: differential
differential: $(INSTALLED) ## Compare the compiled executor with graphql-core on many more operations (EXAMPLES=)
	@EXAMPLES="$(or $(EXAMPLES),10000)" $(SQLITE) $(PYTEST) -n0 -s --no-header -q tests/performance/executor/test_differential.py

.PHONY: clients
clients: $(INSTALLED) ## Run the clients that frontends use, and the examples, from npm, against a running server
	@tests/clients/install
	@examples/install
	@$(SQLITE) PATH="$$PATH:$(CURDIR)/$(BIN)" CHROMIUM="$(CHROMIUM)" \
		$(PYTEST) -m clients -rsP --show-capture=stdout tests/clients tests/examples $(ARGS)

.PHONY: observatory
observatory: $(INSTALLED) ## Have MDN's scanner, from npm, grade the headers of a production server
	@tests/observatory/install
	@$(SQLITE) PATH="$$PATH:$(CURDIR)/$(BIN)" $(PYTEST) -m observatory -rP --show-capture=stdout tests/observatory $(ARGS)

.PHONY: mutants
mutants: $(INSTALLED) ## Take each check of what the public sees away in turn, and see that the crawl finds it
	@$(SQLITE) $(PYTEST) -m mutants -s $(ARGS) tests/crawl

.PHONY: mutants-plain
mutants-plain: $(INSTALLED) ## Do the same with all accelerators off
	@$(PLAIN) $(SQLITE) $(PYTEST) -m mutants -s $(ARGS) tests/crawl

.PHONY: lint
lint: $(INSTALLED) ## Check style and formatting of the code, the templates and the Dockerfile
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@templates=$$(git ls-files -co --exclude-standard '*.html' ':!examples'); \
		test -z "$$templates" || $(BIN)/djlint --check --lint $$templates
	@$(BIN)/hadolint --no-color Dockerfile

.PHONY: types
types: $(INSTALLED) ## Check the types, strictly
	@$(SQLITE) $(BIN)/mypy

.PHONY: layers
layers: $(INSTALLED) ## Check that imports point downward only
	@$(BIN)/lint-imports --no-logo

.PHONY: deploy-check
deploy-check: $(INSTALLED) ## Check the production settings as Django does before a deployment, with placeholder secrets
	@env -i PATH="$$PATH" HOME="$$HOME" DJANGO_SETTINGS_MODULE=cms.settings.production \
		SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
		ALLOWED_HOSTS=cms.example.org DATABASE_URL=postgres://dateline@127.0.0.1/dateline \
		PUBLIC_URL=https://cms.example.org FRONTEND_URL=https://www.example.org \
		EMAIL_URL=smtp+tls://dateline:secret@smtp.example.org:587 \
		$(MANAGE) check --deploy --fail-level WARNING

.PHONY: schema-diff
schema-diff: $(INSTALLED) ## Compare the schema with that of the last release: what breaks frontends is announced
	@$(SQLITE) $(MANAGE) compare_schema

.PHONY: sbom
sbom: $(AUDIT) ## Write var/sbom.json, the software bill of materials of a server (CycloneDX), from its lock file
	@$(AUDIT)/bin/python -W ignore::UserWarning -m cyclonedx_py requirements --pyproject pyproject.toml --short-PURLs \
		--output-reproducible --output-file var/sbom.json requirements/server.txt
	@echo "Wrote var/sbom.json."

.PHONY: audit
audit: $(AUDIT) ## Ask OSV for known vulnerabilities of what the lock files pin, those for development included
	@$(AUDIT)/bin/pip-audit --vulnerability-service osv --progress-spinner off --disable-pip --require-hashes \
		--requirement requirements/development.txt

.PHONY: docs
docs: $(SPHINX) ## Build the documentation as a site, in var/docs; broken links and anchors fail (ARGS=)
	@rm -rf var/docs
	@$(SPHINX)/bin/sphinx-build --fail-on-warning --keep-going --fresh-env --quiet --doctree-dir var/doctrees $(ARGS) docs var/docs
	@echo "Wrote var/docs/index.html."

##@ Measure

.PHONY: search-quality
search-quality: $(INSTALLED) ## Measure how well the search ranks, on both databases (COLLECTIONS= names judged collections)
	@$(BIN)/python -c "import bm25s" 2>/dev/null || $(BIN)/python -m pip install -qq --require-hashes -r requirements/quality.txt
	@$(SQLITE) $(BIN)/python -m benchmarks.search_quality $(COLLECTIONS)
	@DATABASE_URL="$(SERVICES_DATABASE_URL)" $(BIN)/python -m benchmarks.search_quality $(COLLECTIONS)

##@ Write

.PHONY: fix
fix: $(INSTALLED) ## Format the code and the templates, and mend what can be mended without thinking
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .
	@templates=$$(git ls-files -co --exclude-standard '*.html' ':!examples'); \
		test -z "$$templates" || $(BIN)/djlint --quiet --reformat $$templates || true

.PHONY: schema
schema: $(INSTALLED) ## Write schema.graphql, the promise to frontends
	@$(SQLITE) $(MANAGE) export_schema

.PHONY: messages
messages: $(INSTALLED) ## Bring the translations of the admin in locale/ up to date, and compile them
	@$(BIN)/python -m tests.messages

.PHONY: migrations
migrations: $(INSTALLED) ## Write the migrations that the models lack
	@$(MANAGE) makemigrations

.PHONY: lock
lock: ## Write requirements/*.txt: exact versions and their hashes (ARGS=--upgrade takes the newest)
	@rm -rf var/lock
	@$(FIND_PYTHON); "$$python" -m venv var/lock
	@var/lock/bin/python -m pip install -qq --require-hashes -r requirements/lock.txt
	@$(LOCK) --extra production --extra opensearch --extra telemetry pyproject.toml \
		--output-file requirements/server.txt >/dev/null
	@$(LOCK) --all-extras --constraints requirements/server.txt pyproject.toml \
		--output-file requirements/development.txt >/dev/null
	@for name in audit docs explorer lock quality; do \
		$(LOCK) --constraints requirements/development.txt "requirements/$$name.in" \
			--output-file "requirements/$$name.txt" >/dev/null || exit 1; \
	done
	@$(LOCK) --constraints requirements/development.txt examples/python/requirements.in \
		--output-file examples/python/requirements.txt >/dev/null
	@rm -rf var/lock

.PHONY: rich-text-types
rich-text-types: ## Write docs/rich-text/rich-text.d.ts from the JSON Schema of rich text
	@tests/clients/install
	@tests/clients/node_modules/.bin/json2ts --bannerComment "/** Rich text of the API, generated from its JSON Schema. */" \
		--input cms/graphql/content/rich-text.schema.json --output docs/rich-text/rich-text.d.ts

.PHONY: clean
clean: ## Remove what the other targets can make again; the database and the uploads stay
	@rm -rf $(VENV) var static dateline.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@rm -rf tests/clients/node_modules tests/clients/generated tests/observatory/node_modules \
		tests/e2e/accessibility/node_modules frontend/node_modules frontend/.next frontend/gql
	@rm -rf examples/python/.venv examples/*/{node_modules,dist,build,.astro,.svelte-kit,src/lib/gql}
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help: ## List the targets
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- Files ---------------------------------------------------------------------------------------------------------

$(AUDIT): requirements/audit.txt
$(SPHINX): requirements/docs.txt
$(AUDIT) $(SPHINX):
	@$(FIND_PYTHON); "$$python" -m venv --clear $@
	@$@/bin/python -m pip install -qq --require-hashes -r $<
	@touch $@

$(INSTALLED): pyproject.toml requirements/development.txt
	@test -x $(BIN)/python || { $(FIND_PYTHON); echo "Making $(VENV) ..."; "$$python" -m venv $(VENV); }
	@echo "Installing the dependencies ..."
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements/development.txt
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation -e .
	@touch $@
