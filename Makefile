# The commands of authentik-mock. They need Go and nothing else, but where it says so.
.DEFAULT_GOAL := help
.PHONY: help run build test race bench bench-peers attack soak fuzz lint contract schemas operations golden messages clients mutants page-test packages packages-test image-test notice oracle schemathesis

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: build ## start the fake with the demo seed (ARGS='--port 9001' for flags)
	@./bin/authentik-mock serve $(ARGS)

build: ## build bin/authentik-mock
	@CGO_ENABLED=0 go build $(SMALL) -o bin/authentik-mock ./cmd/authentik-mock
# Without symbols, without gin's MessagePack, which nothing here speaks, and without C: that takes no C compiler, starts
# without a dynamic linker, and takes 1.5 MiB less memory. Gin has no tag that leaves out its other optional parts.
# The version and the commit are those of the repository, if git reads it: go build fails where it does not.
STAMPED = $(if $(shell git rev-parse HEAD 2>/dev/null),auto,false)
SMALL = -trimpath -buildvcs=$(STAMPED) -ldflags '-s -w' -tags nomsgpack

test: ## run every test
	@GOGC=$${GOGC:-400} go run gotest.tools/gotestsum@$(GOTESTSUM) --format pkgname -- -timeout 30m ./...
GOTESTSUM := v1.13.0
# The tests make much garbage and keep little: collecting it less often takes a third of their time away.

race: ## run what happens at once again, under the race detector (needs a C compiler)
	@go test -race -run 'Clients|Parallel|Concurrent|Writers' ./mock
	@go test -race $(addprefix ./mock/internal/,bus control faults journal memory metrics store) ./mock/secret

bench: ## measure a PATCH beside a bare net/http server, with and without the journal, in workspaces and among many stages, and a fork and a reset
	@go test ./mock -run '^$$' -bench 'PatchBesideBareServer|PatchJournalled|PatchInWorkspaces|RenameAmongManyStages' -benchtime 10x
	@go test ./mock -run '^$$' -bench 'PatchAmongManyStages' -benchtime 20000x
	@go test ./mock -run '^$$' -bench 'FirstRequestInAWorkspace' -benchtime 10000x
	@go test ./mock -run '^$$' -bench 'WorldsAmongManyObjects' -benchtime 1000x

bench-peers: build ## measure the documented PATCH beside other mock servers, for README.md (needs Linux, npm, Java and Maven)
	@go run ./contract/peers -binary bin/authentik-mock -write README.md $(if $(ROUNDS),-rounds $(ROUNDS))

attack: build ## attack a running server, and print what it took and what other clients saw
	@AUTHENTIK_MOCK_BINARY='$(CURDIR)/bin/authentik-mock' go test -tags attack ./cmd/authentik-mock -run TestAttack -count=1 -v

soak: build ## send mixed load with faults in twenty workspaces for SOAK (10m), and print what the server takes each minute
	@AUTHENTIK_MOCK_BINARY='$(CURDIR)/bin/authentik-mock' SOAK='$(SOAK)' go test -tags attack ./cmd/authentik-mock -run TestSoak -count=1 -v -timeout 0

oracle: N = 1000
oracle: ## compare the fake with Django REST Framework, orjson and msgspec: N bodies, DOCUMENTS documents (needs Python 3.13)
	@$(PYTHON) -m venv bin/oracle && bin/oracle/bin/pip install --quiet --disable-pip-version-check -r contract/oracle/requirements.txt djangorestframework==$(FRAMEWORK)
	@PYTHONDONTWRITEBYTECODE=1 go run ./contract/oracle -python bin/oracle/bin/python -n $(N) -documents $(DOCUMENTS) -seed $(SEED) \
		$(if $(PROFILE),-profile '$(PROFILE)') $(if $(LIBRARY),-library '$(LIBRARY)')

schemathesis: ## run Schemathesis against the fake, with the OpenAPI document of PROFILE (SECONDS=1800 goes on so long; needs Python 3.11)
	@$(PYTHON) -m venv bin/schemathesis && bin/schemathesis/bin/pip install --quiet --disable-pip-version-check -r contract/schemathesis/requirements.txt
	@$(MAKE) --no-print-directory build
	@PYTHONDONTWRITEBYTECODE=1 bin/schemathesis/bin/python contract/schemathesis/run.py --binary bin/authentik-mock --seed $(SEED) \
		--profile $(or $(PROFILE),latest) $(if $(EXAMPLES),--examples $(EXAMPLES)) $(if $(SECONDS),--seconds $(SECONDS))
PYTHON ?= python3
DOCUMENTS ?= 5000
# That of authentik up to 2026.2; 3.17.2 for a later PROFILE, with LIBRARY=msgspec for 2026.8.
FRAMEWORK ?= 3.16.1

FUZZTIME ?= 10m
fuzz: ## fuzz the readers of JSON, UUIDs, query strings and blueprints, FUZZTIME each, and keep what was found in testdata/fuzz
	@go test ./mock/orjson -run '^$$' -fuzz FuzzParse -fuzztime $(FUZZTIME) $(KEPT)
	@go test ./mock/python -run '^$$' -fuzz FuzzParseUUID -fuzztime $(FUZZTIME) $(KEPT)
	@go test ./mock/internal/django -run '^$$' -fuzz FuzzParseQuery -fuzztime $(FUZZTIME) $(KEPT)
	@go test ./mock/internal/blueprint -run '^$$' -fuzz FuzzLoad -fuzztime $(FUZZTIME) $(KEPT)
# The inputs that reached something new lie beside those that failed: every run of the tests reads them, and the next of fuzz
# begins with them. Go's cache, where they are otherwise, is one machine's.
KEPT := -args -test.fuzzcachedir=testdata/fuzz

N ?= 150
SEED ?= 1
mutants: ## change N random places of the code, one at a time, and say which changes no test notices (SEED picks the sample)
	@GOGC=400 go run ./contract/internal/mutants -n $(N) -seed $(SEED) $(if $(ONLY),-only $(ONLY)) $(MUTATED)
MUTATED := ./mock/internal/drf ./mock/internal/resources ./mock/internal/store ./mock/internal/django ./schemas \
	$(addprefix ./,$(filter-out contract/internal/mutants,$(wildcard contract/internal/*)))

lint: ## gofmt, vet, staticcheck, deadcode, and actionlint for .github, from the module proxy
	@test -z "$$(gofmt -l cmd contract fixtures mock schemas)" || { gofmt -l cmd contract fixtures mock schemas; exit 1; }
	@go vet ./...
	@go run honnef.co/go/tools/cmd/staticcheck@$(STATICCHECK) -checks '$(CHECKS)' ./...
	@go run github.com/rhysd/actionlint/cmd/actionlint@$(ACTIONLINT) -shellcheck= -pyflakes=
	@dead=$$(go run golang.org/x/tools/cmd/deadcode@$(DEADCODE) -test ./... | grep -v /switches/); test -z "$$dead" || { echo "$$dead"; exit 1; }
STATICCHECK := v0.8.2
ACTIONLINT := v1.7.12
# All checks but three: package comments in test packages, initialisms (authentik's names break them), and types that a
# declaration could leave out.
CHECKS := all,-ST1000,-ST1003,-ST1023
# What the mutants' switches are for is put in later.
DEADCODE := v0.52.0

packages: ## build npm packages and Python wheels for every platform into bin/packages (HERE=1 for this one only)
	@rm -rf bin/packages
	@go run ./cmd/packages -out bin/packages $(if $(HERE),-here) -- $(SMALL)

packages-test: build ## install what make packages has built into empty folders, use it, and run the action with it (needs Node and Python)
	@go test -tags packages ./cmd/packages -run 'Installed|Action' -count=1 -v

image-test: ## build the file system of the image without an engine, and run it (needs root)
	@go test -tags packages ./cmd/packages -run TestImage -count=1 -v

notice: ## write NOTICE again, the licences of all that is linked
	@go run ./cmd/packages -notice NOTICE -- $(SMALL)

contract: ## run the scenarios as a Ginkgo suite against the fake, or against TARGET=https://… TOKEN=…
	@AUTHENTIK_URL='$(TARGET)' AUTHENTIK_TOKEN='$(TOKEN)' go test ./contract -count=1 $(if $(TARGET),-timeout 0)

# A test that writes files says what it did only if it failed.
update = out=$$(go test $(1) -update 2>&1) || { printf '%s\n' "$$out" >&2; exit 1; }

schemas: ## write the schema files again, from OPENAPI=file PROFILE=name or from the documents that are here
	@go run ./schemas/generate $(if $(OPENAPI),-openapi '$(OPENAPI)') $(if $(PROFILE),-profile '$(PROFILE)')
	@$(call update,./mock/internal/seed -run Schema)

operations: ## write the tables of schemas/OPERATIONS.md and README.md again
	@$(call update,./cmd/authentik-mock -run 'PageOfOperations|READMEShows')

golden: ## write the reviewed files again: what the fake answers, what reports say; git diff shows what to review
	@$(call update,./mock -run 'WhatEvery|FormsOfValues|AWorldIsTold')
	@$(call update,./contract -run DriftSaysAll)

messages: ## list the texts that are said, and ask real servers for their languages: SHELLS='RELEASE="command of a Django shell" …'
	@$(call update,./mock/internal/messages -run Keys)
	@python3 mock/internal/messages/testdata/generate.py $(SHELLS)
	@$(call update,./mock/internal/messages -run Keys)

page-test: build ## test the page in a Chromium, CHROMIUM=path or one that is installed (SCREENS=folder takes pictures, SLOWER=6 slows the browser down)
	@test -x '$(CHROMIUM)' || { echo 'page-test needs a Chromium: install one (apt-get install chromium), or name it with CHROMIUM=path' >&2; exit 1; }
	@cd mock/internal/page/browser && AUTHENTIK_MOCK_BINARY='$(CURDIR)/bin/authentik-mock' CHROMIUM='$(CHROMIUM)' SCREENS='$(SCREENS)' SLOWER='$(SLOWER)' go test -count=1 -timeout 30m .
CHROMIUM ?= $(firstword $(shell command -v chromium chromium-browser google-chrome-stable google-chrome 2>/dev/null))

clients: build ## run the official Python and TypeScript clients against the fake (needs Python and Node)
	@./contract/clients/run
