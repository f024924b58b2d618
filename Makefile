# Two commands for a new machine: `make demo` and `make test`. Both install what they need in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT := out

.DEFAULT_GOAL := help
.PHONY: help demo test slow lint types imports check train evaluate samples clean

help: ## List the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip

$(VENV)/.plain: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.plain
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

$(VENV)/.training: $(VENV)/.dev
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev,training]'
	@touch $@

demo: $(VENV)/.plain ## Assess the sample documents and write the report
	@mkdir -p $(OUT)
	$(BIN)/dualens assess corpora/samples --html $(OUT)/report.html --json $(OUT)/assessments.jsonl --xlsx $(OUT)/assessments.xlsx
	@echo "Open $(abspath $(OUT)/report.html) in a browser."

test: $(VENV)/.dev ## The fast tests
	$(BIN)/python -m pytest -q -m 'not slow' -n auto

slow: $(VENV)/.training ## The slow tests
	$(BIN)/python -m pytest -q -m slow

lint: $(VENV)/.dev ## ruff, format and rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.training ## mypy, strict
	$(BIN)/mypy

imports: $(VENV)/.dev ## The import contract
	$(BIN)/lint-imports

check: lint types imports test ## All that a commit must pass

train: $(VENV)/.training ## Train the shipped model anew
	$(BIN)/dualens train corpora/train.toml --out models/default

evaluate: $(VENV)/.training ## Run the suites and write the results page
	$(BIN)/python -m evaluation

samples: $(VENV)/.dev ## Draw the sample PDFs anew (needs fonts, see corpora/samples/README.md)
	$(BIN)/python corpora/samples/generate.py

clean: ## Remove what the other targets made
	rm -rf $(VENV) $(OUT) dist build
