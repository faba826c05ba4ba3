# make run    watch a folder, and say which one
# make test   look at the code and run all tests
# make check  look at the code only
# make clean  remove what the others made
#
# Needs make and Python 3.11 or newer, with venv. Another Python than python3: make run PYTHON=python3.12

PYTHON = python3
VENV = .venv
# What tests need besides: dev; for those in a browser, which must be there already: make test EXTRAS=dev,browser
EXTRAS = dev
DEV = $(VENV)/installed-$(EXTRAS)
IN_VENV = $(VENV)/bin/python
ADK = $(VENV)/adk
# The tray's menu needs GTK, which the system brings and pip cannot (python3-gi on Debian): where it is there, it is used.
SYSTEM_PARTS = $$($(PYTHON) -c 'import gi' 2>/dev/null && echo --system-site-packages)
# One test more at once than there are cores, and four at most: most of them wait, but some encode.
AT_ONCE = --numprocesses $$(($$($(IN_VENV) -c 'import os; print(os.cpu_count() or 1)') + 1)) --maxprocesses 4 --dist worksteal

.PHONY: run test check clean

run: $(VENV)/installed
	@$(IN_VENV) -c 'import os, sys; from nemo_watch.settings import config_path; sys.exit(not config_path(os.environ).exists())' \
		|| $(IN_VENV) -m nemo_watch init
	@exec $(IN_VENV) -m nemo_watch run

test: check $(ADK)/installed
	@if [ -e $(ADK)/installed ]; then export NEMO_WATCH_ADK='$(abspath $(ADK)/bin/python)'; fi; \
		exec $(IN_VENV) -m pytest $(AT_ONCE) $(PYTEST_ARGS)

check: $(DEV)
	$(IN_VENV) -m ruff check
	$(IN_VENV) -m ruff format --check
	$(IN_VENV) -m mypy

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis dist
	find nemo_watch tests benchmarks docs -name __pycache__ -prune -exec rm -rf {} +

# The package is installed in place: a change of the code needs no new installation, one of these two files does.

$(VENV)/installed: pyproject.toml constraints.txt
	$(prepare)
	$(call install,.)
	@touch $@

$(DEV): pyproject.toml constraints.txt
	$(prepare)
	$(call install,'.[$(EXTRAS)]')
	@touch $@ $(VENV)/installed

# A server of another maker that tests talk to. It wants another watchdog than ours, so it lives apart; without it
# those tests are skipped, and the next make test tries again.
$(ADK)/installed: tests/adk_agents/requirements.txt | $(DEV)
	@echo "Installing a server to test against into $(ADK) ..."
	@$(IN_VENV) -m venv --clear $(ADK)
	@$(ADK)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $< && touch $@ || \
		echo "It did not go through: see above. The tests against that server are skipped." >&2

define prepare
@command -v $(PYTHON) >/dev/null 2>&1 || { \
	echo "There is no $(PYTHON) here. Install Python 3.11 or newer, or name it: make run PYTHON=python3.12" >&2; exit 1; }
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo "$$($(PYTHON) --version) is too old: 3.11 or newer is needed. Name another: make run PYTHON=python3.12" >&2; exit 1; }
@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	echo "This $(PYTHON) comes without venv. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
@$(IN_VENV) -m pip --version >/dev/null 2>&1 || { \
	echo "Making $(VENV) ..."; $(PYTHON) -m venv $(SYSTEM_PARTS) --clear $(VENV); }
endef

define install
@echo "Installing what nemo-watch needs into $(VENV) ..."
@$(IN_VENV) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable $(1) || { \
	echo "The installation did not go through: see above. It needs the network; make goes on where it stopped." >&2; exit 1; }
endef
