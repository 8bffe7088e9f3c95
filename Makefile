# RMS: bare `make` prints what can be made.
# Stages of `make test` live in .ci/stage, one shell function each.

STAGE := .ci/stage

.PHONY: help
help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: check
check: ## the inner loop: vet, lint, house rules, fast tests (< 3 min warm)
	@$(STAGE) vet lint house fast

.PHONY: test
test: ## everything that must be green before a change lands
	@$(STAGE) vet lint house scripts unit sim fuzz windows ui browser e2e window desktop readme

.PHONY: bench
bench: ## measure it beside a floor and a peer; writes docs/PERFORMANCE.md (20 min)
	@.ci/bench

.PHONY: build
build: ## build the programs into bin/
	@mkdir -p bin && go build -trimpath -o bin/ ./cmd/... && go build -trimpath -o bin/rms-kiosk .

.PHONY: run
run: ## central with a demo company and one kiosk, on this machine
	@.ci/try

.PHONY: reset
reset: ## forget what `make run` has kept
	@for lock in rms-data/lock rms-data/central/central.lock rms-data/kiosk/lock; do \
		if [ -e $$lock ] && command -v flock >/dev/null && ! flock -n $$lock true; then \
			echo "rms-data is in use ($$lock): stop that make run first, with Ctrl-C in its terminal; then make reset again" >&2; exit 1; \
		fi; \
	done
	@rm -rf rms-data && echo "rms-data is gone: make run begins anew"

.PHONY: tools
tools: ## build the linter and the test runner into build/bin, pinned by .ci/tools/go.mod
	@$(STAGE) tools

.PHONY: fmt
fmt: ## format the Go code
	@git ls-files -z '*.go' | xargs -0 gofmt -s -w

.PHONY: clean
clean: ## remove everything that was built
	@rm -rf build bin frontend/dist/kiosk frontend/dist/central

.PHONY: ui
ui: ## build the pages into the program (npm, once)
	@.ci/ui build

.PHONY: release
release: ## record this version's databases, messages and source in testdata/releases
	@go test ./test/release -count=1 -run TestRecord -keep

.PHONY: screens
screens: ## every screen in every state, as pictures in docs/screens
	@.ci/ui screens
