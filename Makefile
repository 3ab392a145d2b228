# Tsunagu. `make serve` and `make test` need nothing but Python 3.11+, git and make.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
LOCK := requirements/dev.lock
BENCH_LOCK := requirements/bench.lock
RUN_LOCK := requirements/run.lock
STAMP := $(VENV)/.installed
BENCH_STAMP := $(VENV)/.installed-bench
CLIENTS := tests/conformance/clients/node_modules/.package-lock.json
RDF4J := tests/conformance/clients/rdf4j/lib/.installed
FUSEKI := tests/graph/sparql/remote/fuseki/lib/.installed
CLUSTER := tests/search/retrieval/opensearch/cluster/lib/.installed
SBOM := var/sbom-tool/.installed
TYPED := tests/conformance/clients/typed/.venv/.installed
CKAN := tests/conformance/clients/ckan/.venv/.installed
BROWSER_TOOLS := tests/browser/tools/node_modules/.package-lock.json
PYTEST_FLAGS ?=
# Two more than there are cores: a browser's and a server's tests wait half of their time.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 2)
ONLY ?=
SIZES ?=
STATEMENTS ?=
REQUESTS ?= 100000
SWITCHES ?= 10
ROWS ?= 1000000

.DEFAULT_GOAL := help
# Every worker and every process that a test starts reads what the first one has compiled.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help setup build serve quick test test-engines engines clients java-client typed-client catalog-client browser-tools sbom licences lighthouse screenshots check bench soak rows ablation ablation-peers lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(STAMP): $(LOCK) pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(BENCH_STAMP): $(BENCH_LOCK) $(STAMP)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK) -r $(BENCH_LOCK)
	@touch $@

setup: $(STAMP) ## install everything into .venv

build: $(STAMP) ## build the release from data/ (does nothing when nothing changed)
	$(BIN)/tsunagu build

serve: build ## build and serve on http://HOST:PORT
	$(BIN)/tsunagu serve --host $(HOST) --port $(PORT)

clients: $(CLIENTS) ## install the JavaScript client and the suite of MCP that the conformance tests also run (needs npm)

$(CLIENTS): tests/conformance/clients/package-lock.json
	cd tests/conformance/clients && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

java-client: $(RDF4J) ## install the Java client that the conformance tests also run (needs Maven)

$(RDF4J): tests/conformance/clients/rdf4j/pom.xml
	cd $(<D) && mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib -DincludeScope=runtime
	@touch $@

engines: $(FUSEKI) $(CLUSTER) ## install the engines of others that the tests also run (needs Maven)

$(FUSEKI): tests/graph/sparql/remote/fuseki/pom.xml
	cd $(<D) && mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib -DincludeScope=runtime -DexcludeTransitive=true
	@touch $@

# The newest OpenSearch wants Java 21; the one before it does with Debian's 17.
$(CLUSTER): tests/search/retrieval/opensearch/cluster/pom.xml
	cd $(<D) && mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib -DincludeScope=runtime \
	  $$(java -version 2>&1 | grep -qE 'version "(1[0-9]|20)' && echo -Dopensearch=2.19.1.0)
	@touch $@

typed-client: $(TYPED) ## install the generator of typed clients that the tests also run

# It wants an older typer than ours, so it has an environment of its own.
$(TYPED): requirements/client.lock
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

catalog-client: $(CKAN) ## install CKAN's parser of catalogues that the tests also run

$(CKAN): requirements/ckan.lock
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

browser-tools: $(BROWSER_TOOLS) ## install axe, vnu and Lighthouse, which check the pages (needs npm)

$(BROWSER_TOOLS): tests/browser/tools/package-lock.json
	cd tests/browser/tools && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

sbom: $(SBOM) ## write the parts of the service with versions and hashes (CycloneDX) to var/sbom.json
	$(<D)/bin/cyclonedx-py requirements $(RUN_LOCK) --output-reproducible --of JSON -o var/sbom.json

# What writes the list is no part of it, so it has an environment of its own.
$(SBOM): requirements/sbom.lock
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

licences: $(STAMP) ## print the licence of each package that the service needs
	@$(BIN)/python requirements/licences.py

lighthouse: build $(BROWSER_TOOLS) ## print what Lighthouse says of nine pages (needs Chromium and npm)
	@$(BIN)/python tests/browser/lighthouse.py

screenshots: build ## take the pictures of docs/pages.md (needs Chromium and cwebp)
	@$(BIN)/python tests/browser/screenshots.py

check: $(STAMP) ## formatting, lints, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

quick: $(STAMP) ## the tests that need no built release: seconds
	$(BIN)/pytest --quiet --numprocesses $(WORKERS) --dist loadfile -m "not release and not browser and not slow"

test: check ## every check and every test
	@# what the workers read is compiled while the release is built, or each would compile it
	$(BIN)/pytest --collect-only --quiet --quiet >/dev/null & $(BIN)/tsunagu build --out var/test && { wait $$! || :; }
	$(BIN)/pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder $(PYTEST_FLAGS)

test-engines: $(STAMP) engines ## the tests of engines that others operate, whole (needs Java and Maven)
	$(BIN)/tsunagu build --out var/test
	$(BIN)/pytest -m engine $(PYTEST_FLAGS)

bench: $(BENCH_STAMP) ## measure; ONLY=own,speed,http,relations,sparql,bombs SIZES=273,2000 STATEMENTS=5000
	PYTHONPATH=tests/helpers $(BIN)/python tests/bench/run.py --only "$(ONLY)" --sizes "$(SIZES)" --statements "$(STATEMENTS)"

soak: build ## ask for some minutes, with clients that leave and releases that change: nothing may grow; REQUESTS=100000 SWITCHES=10
	@PYTHONPATH=.:tests/helpers $(BIN)/python tests/attack/soak.py --requests $(REQUESTS) --switches $(SWITCHES)

rows: $(STAMP) ## validate many rows: time and memory; ROWS=1000000
	@PYTHONPATH=tests/helpers $(BIN)/python tests/bench/rows.py $(ROWS)

ablation: $(STAMP) ## measure what each part of the search earns on the judged queries
	@$(BIN)/python tests/relevance/ablation.py

ablation-peers: $(STAMP) ## measure what each part of the ranking of peers earns
	@$(BIN)/python tests/relevance/relation_ablation.py

COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
  --no-header --no-emit-find-links --no-emit-index-url --no-emit-trusted-host

lock: $(STAMP) ## pin the dependencies of pyproject.toml with hashes
	$(COMPILE) --extra dev --output-file $(LOCK) pyproject.toml
	$(COMPILE) --constraint $(LOCK) --output-file $(RUN_LOCK) pyproject.toml
	$(COMPILE) --extra bench --constraint $(LOCK) --output-file $(BENCH_LOCK) pyproject.toml
	$(BIN)/python requirements/further.py $(BENCH_LOCK) $(LOCK)
	$(COMPILE) --output-file requirements/client.lock requirements/client.in
	$(COMPILE) --output-file requirements/ckan.lock requirements/ckan.in
	$(COMPILE) --output-file requirements/sbom.lock requirements/sbom.in

clean: ## remove what was installed and built
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
