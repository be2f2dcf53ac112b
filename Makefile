# Every command works on a machine that has Python 3.11 or newer, make and git. `make help` lists them.
PYTHON ?= python3
.DEFAULT_GOAL := help
.PHONY: help run fresh test check bench authz chaos lock

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

run:  ## Start the demonstration: everything, on private parts (PORT=8000, CASEMGMT_DEMO_PASSWORD=...)
	@$(PYTHON) -m dev.stack

fresh:  ## Remove the demonstration's data, so that the next start begins from nothing
	@$(PYTHON) -m dev.fresh

test:  ## Run every test, browser journeys included (BROWSER=none leaves those out)
	@$(PYTHON) -m dev.test

check:  ## Formatter, linter, types, import contracts, templates, migrations, deploy check, house rules
	@$(PYTHON) -m dev.check

bench:  ## Measure the performance targets in databases of their own (BENCH="--sizes 10k,100k,1m --only P1")
	@$(PYTHON) -m dev.test bench $(BENCH)

authz:  ## Everybody in every relation at every door, then mistakes put in on purpose (resumable; at most 75 minutes)
	@$(PYTHON) -m dev.test authz

chaos:  ## Kill, starve and double every part under 10,000 due reminders, and print the ledger (docs/faults.md)
	@$(PYTHON) -m dev.test chaos

lock:  ## Compile requirements/*.in and package.json into their lock files
	@$(PYTHON) -m dev.lock
