# From what was seen on the screens to a paper. `make` alone lists what can be made.

STUDY   ?= turkic-2024
PARAMS  ?=
PYTHON3 ?= python3
JOBS    ?= 2

# ── The environment: conda's, where the one of environment.yml is active, else .venv from the lock ──
ENVIRONMENT := digital-diplomacy
ifeq ($(CONDA_DEFAULT_ENV),$(ENVIRONMENT))
PYTHON := python
READY  := build/.conda-ready
else
PYTHON := .venv/bin/python
READY  := .venv/ready
endif
LAB      := $(if $(filter python,$(PYTHON)),$(READY),.venv-lab/ready)
JUPYTER  := $(if $(filter python,$(PYTHON)),python,.venv-lab/bin/python) -m jupyterlab --ServerApp.root_dir="$(CURDIR)"
ANALYSIS := $(PYTHON) -m analysis

export PARAMS
export LC_ALL := C.UTF-8
export TZ := UTC
export PYTHONHASHSEED := 0
export PYTHONNOUSERSITE := 1
export PYTHONUTF8 := 1
export JUPYTER_PREFER_ENV_PATH := 1
export IPYTHONDIR := $(CURDIR)/build/.ipython
export MPLCONFIGDIR := $(CURDIR)/build/.matplotlib
export MPLBACKEND := agg
export OMP_NUM_THREADS := 1
unexport PYTHONPATH PYTHONSTARTUP

# ── The study and its files; notebooks that ask of posts run where there are exports, 0-start only in the lab ──
STUDIES   := $(patsubst studies/%/study.yaml,%,$(wildcard studies/*/study.yaml))
BUILD     := build/$(STUDY)
PROCESSED := data/processed/$(STUDY)
SETTINGS  := studies/$(STUDY)/study.yaml
EDITIONS  := $(patsubst studies/$(STUDY)/paper.%.md,%,$(wildcard studies/$(STUDY)/paper.*.md))
OF_POSTS  := 7-posts 8-content
NOTEBOOKS := $(filter-out 0-start $(if $(wildcard data/raw/$(STUDY)/posts/* build/$(STUDY)/rehydrated/*),,$(OF_POSTS)),$(basename $(notdir $(sort $(wildcard notebooks/*.ipynb)))))
RAW       := $(sort $(foreach kind,csv tsv xlsx,$(wildcard data/raw/$(STUDY)/[!~.]*.$(kind))))
EXPORTS   := $(wildcard data/raw/$(STUDY)/posts data/raw/$(STUDY)/coding)

EXECUTED  := $(NOTEBOOKS:%=$(BUILD)/notebooks/%.ipynb)
COPIES    := $(NOTEBOOKS:%=$(BUILD)/notebooks/%.html)
PAPERS    := $(EDITIONS:%=$(BUILD)/paper.%.html)
WHAT_IF   := $(EDITIONS:%=$(BUILD)/what-if.%.html)

# ── The code that each stage depends on ──
CLEAN_CODE    := src/analysis/study.py src/analysis/run.py $(wildcard src/analysis/clean/*.* src/analysis/clean/exports/*.py)
NOTEBOOK_CODE := $(CLEAN_CODE) $(wildcard src/analysis/measure/*.py src/analysis/draw/*.* src/analysis/draw/words/*.yaml) \
                 $(wildcard studies/$(STUDY)/words/*.yaml studies/$(STUDY)/fonts/*.*) src/analysis/publish/handover.py
SECTIONS      := $(wildcard src/analysis/publish/sections/*.* studies/$(STUDY)/sections/*.md)
WORDS         := $(wildcard src/analysis/draw/words/*.yaml studies/$(STUDY)/words/*.yaml)
PAPER_CODE    := $(wildcard src/analysis/publish/*.* src/analysis/publish/templates/*.* src/analysis/publish/templates/*/*.*) \
                 src/analysis/study.py src/analysis/draw/words.py src/analysis/draw/phrases.py src/analysis/draw/numbers.py $(wildcard src/analysis/draw/fonts.*) $(WORDS) $(SECTIONS)

OF_A_STUDY := paper what-if figures notebooks data workbook tables codebook coding-sheets adjudication share rehydrate check lab review

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: FORCE help study test lint bench pictures lock clean $(OF_A_STUDY)
MAKEFLAGS += --no-builtin-rules --no-print-directory --jobs=$(JOBS)

# A wrong study is said before anything is made.
ifneq ($(filter $(OF_A_STUDY),$(MAKECMDGOALS)),)
ifeq ($(and $(filter 1,$(words $(STUDY))),$(if $(findstring %,$(STUDY)),,ok),$(filter $(STUDY),$(STUDIES))),)
$(error There is no study '$(STUDY)': a study is the name of a folder of studies/ that holds study.yaml. Known: $(STUDIES). Write for instance: make paper STUDY=$(firstword $(STUDIES)))
endif
endif

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile
	@echo; echo "  STUDY=$(STUDY)  a folder of studies/ (known: $(STUDIES))"; echo '  PARAMS="…"         analysis choices, e.g. PARAMS="rule=floor population='"'worldbank 2024'"'"'

paper: $(PAPERS) $(COPIES) $(BUILD)/index.html $(if $(wildcard $(BUILD)/what-if.json),$(WHAT_IF)) ## the study as HTML, PDF and DOCX in each language, notebooks beside it
	@echo "Open $(BUILD)/index.html"

what-if: paper $(WHAT_IF) ## a page that shows which statements and orders survive other choices
	@test $(BUILD)/index.html -nt $(BUILD)/what-if.json || $(ANALYSIS) index --study $(STUDY)
	@echo "Open $(firstword $(WHAT_IF))"

figures: $(BUILD)/ledger.json ## the figures as SVG, in build/<study>/figures
	@echo "Figures are in $(BUILD)/figures"

notebooks: $(COPIES) ## the executed notebooks, as .ipynb and as offline HTML

data: $(PROCESSED)/imports.csv ## the cleaned tables, in data/processed/<study>

study: $(READY) ## a new study: NAME=nordic-2025 COUNTRIES="NOR SWE DNK FIN ISL" LANGUAGES="en tr" [TABLES=xlsx]
	@$(ANALYSIS) study --name "$(or $(NAME),$(if $(findstring command,$(origin STUDY)),$(STUDY)))" --countries "$(COUNTRIES)" --languages "$(or $(LANGUAGES),en)" --tables "$(or $(TABLES),csv)"

workbook: $(READY) ## put the study's tables into one workbook with drop-down lists, snapshots.xlsx
	@$(ANALYSIS) workbook --study $(STUDY)

tables: $(READY) ## and back: write the tables of the workbook as CSV files
	@$(ANALYSIS) tables --study $(STUDY)

codebook: $(READY) ## a dictionary of quanteda, LIWC, Lexicoder or Yoshikoder as codebook: FROM=<file> [LANGUAGE=en]; for quanteda: TO=<file>
	@$(ANALYSIS) codebook --study $(STUDY) --from "$(FROM)" --to "$(TO)" --language "$(LANGUAGE)"

coding-sheets: $(BUILD)/notebooks/7-posts.ipynb ## a sample of posts to be coded by hand: CODERS="anna bolat"
	@$(ANALYSIS) coding-sheets --study $(STUDY) --coders "$(CODERS)"

adjudication: $(BUILD)/notebooks/7-posts.ipynb ## the posts on which coders differ, to be settled
	@$(ANALYSIS) adjudication --study $(STUDY)

share: $(BUILD)/ledger.json ## ids, codes and aggregates without any text, as the platforms' terms allow
	@$(ANALYSIS) share --study $(STUDY)

rehydrate: $(READY) ## join a shared bundle to your own export: FROM=<export> [BUNDLE=<zip>] [COMPLETE=1: it was asked for every id, so what it lacks is gone]
	@$(ANALYSIS) rehydrate --study $(STUDY) --from "$(FROM)" --bundle "$(BUNDLE)" --complete "$(COMPLETE)"

check: $(READY) ## what is complete, missing or odd in the study's files
	@$(ANALYSIS) check --study $(STUDY)

test: $(READY) ## run the tests
	$(PYTHON) -m pytest $(TESTS)

lint: $(READY) ## check the form of the code
	$(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check .

lab: $(READY) $(LAB) ## open copies of the study's notebooks in JupyterLab, to try things in
	@notebook=$$($(ANALYSIS) lab --study $(STUDY)) && $(JUPYTER) --LabApp.default_url="/lab/tree/$$notebook"

review: $(LAB) notebooks ## open copies of the executed notebooks in JupyterLab
	@notebook=$$($(ANALYSIS) review --study $(STUDY)) && $(JUPYTER) --LabApp.default_url="/lab/tree/$$notebook"

bench: $(READY) ## time the build of the study
	@$(PYTHON) tests/bench.py $(STUDY)
	@$(PYTHON) tests/bench_posts.py $(POSTS)

pictures: $(READY) ## take the pictures of the tutorial anew (needs Chromium)
	@$(PYTHON) tests/pictures.py

lock: ## renew the locks from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --extra test --extra cluster pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --extra lab --constraint requirements.lock pyproject.toml -o requirements-lab.lock

clean: ## remove what was built, keep the environment
	rm -rf build $(wildcard data/processed/*/)

# ── Set-up, once ──
.venv/ready .venv-lab/ready: %/ready: requirements.lock requirements-lab.lock tools/set-up
	@sh tools/set-up $* $(PYTHON3)

build/.conda-ready: requirements.lock
	@mkdir -p $(@D)
	$(PYTHON) -m pip install --quiet --no-deps --no-build-isolation --editable . && touch $@

# ── Choices: a file that changes only when PARAMS, the list of raw files, an export or a coding sheet does ──
$(BUILD)/choices: FORCE
	@mkdir -p $(@D)
	@{ printf '%s\n' "$$PARAMS" $(RAW); test -z "$(EXPORTS)" || ls -lnR $(EXPORTS); } > $@.new; \
	if cmp -s $@.new $@ && test -z "$$(test -z "$(EXPORTS)" || find $(EXPORTS) -type f -newer $@)"; then rm $@.new; else mv $@.new $@; fi

$(BUILD)/parameters: $(BUILD)/choices $(SETTINGS) $(READY)
	@$(ANALYSIS) parameters --study $(STUDY) --params "$$PARAMS" $@



# ── Notebooks: the first cleans, the others read what it wrote ──
RUN = @$(ANALYSIS) run --study $(STUDY) --parameters $(BUILD)/parameters

$(PROCESSED)/imports.csv: notebooks/1-clean.ipynb $(RAW) $(BUILD)/parameters $(NOTEBOOK_CODE)
	$(RUN) $< $(BUILD)/notebooks/1-clean.ipynb

$(BUILD)/notebooks/1-clean.ipynb: $(PROCESSED)/imports.csv
	@test -e $@ && touch $@ || $(ANALYSIS) run --study $(STUDY) --parameters $(BUILD)/parameters notebooks/1-clean.ipynb $@

$(filter-out %/1-clean.ipynb,$(EXECUTED)): $(BUILD)/notebooks/%.ipynb: notebooks/%.ipynb $(PROCESSED)/imports.csv $(NOTEBOOK_CODE)
	$(RUN) $< $@

$(BUILD)/notebooks/5-themes.ipynb $(BUILD)/notebooks/6-claims.ipynb $(BUILD)/notebooks/8-content.ipynb: $(wildcard studies/$(STUDY)/codebook.yaml)
$(BUILD)/notebooks/6-claims.ipynb: $(wildcard studies/$(STUDY)/claims.yaml)

# ── Papers ──
$(BUILD)/ledger.json: $(EXECUTED) src/analysis/publish/ledger.py
	@$(ANALYSIS) ledger --study $(STUDY) $(EXECUTED)

$(PAPERS): $(BUILD)/paper.%.html: studies/$(STUDY)/paper.%.md studies/$(STUDY)/references.bib $(BUILD)/ledger.json $(PAPER_CODE)
	@$(ANALYSIS) paper --study $(STUDY) --language $*

$(COPIES): %.html: %.ipynb src/analysis/publish/notebooks.py
	@$(ANALYSIS) copies --study $(STUDY) $<

$(BUILD)/index.html: $(BUILD)/ledger.json $(PAPER_CODE)
	@$(ANALYSIS) index --study $(STUDY)

# ── Other choices: computed once, shown in each language ──
$(BUILD)/what-if.json: $(PROCESSED)/imports.csv $(wildcard studies/$(STUDY)/claims.yaml studies/$(STUDY)/codebook.yaml) $(NOTEBOOK_CODE)
	@$(ANALYSIS) what-if --study $(STUDY)

$(WHAT_IF): $(BUILD)/what-if.%.html: $(BUILD)/what-if.json $(PAPER_CODE)
	@$(ANALYSIS) what-if-page --study $(STUDY) --language $*
