# The commands of the project; `make help` lists them.
.POSIX:
.PHONY: help setup spark serve test lint bench soak messages clean

PORT = 8000
ROUNDS = 10
KILLS = 200
TRANSFERS = 1000000
PYTEST = -n 2 --dist loadfile --no-loadscope-reorder

help:  ## list these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile

setup:  ## make the virtual environment and install what is pinned
	@tools/setup base

spark:  ## install what runs cities on Apache Spark (docs/running-at-scale.md)
	@tools/setup spark

serve: setup  ## serve at 127.0.0.1:8000 (PORT=…), with its own PostgreSQL or the one in DATABASE_URL
	@exec .venv/bin/haina serve --port $(PORT)

test:  ## check everything and run all tests, also in the browser (DATABASE_URL=… for another server)
	@tools/setup test
	@tools/test $(PYTEST)

lint:  ## style, types, direction of imports, settings for production, migrations
	@tools/setup test
	@tools/lint

bench: setup  ## measure beside the peers, as tables; ends with 1 where a bar is missed
	@tools/setup bench
	@missed=; for file in bench/*.py; do case $$file in \
	    */_*) continue;; \
	    */cases.py|*/deadline_day.py|*/guard.py|*/ledger.py|*/sweep.py) python=.venv/bin/python;; \
	    *) python=var/bench-venv/bin/python;; \
	    esac; echo "== $$file"; PYTHONPATH=src $$python $$file || missed="$$missed $$file"; done; \
	    test -z "$$missed" || { echo "Not held or not ended:$$missed" >&2; exit 1; }

soak:  ## kill, race and draw new examples for the property tests, ROUNDS times (KILLS=…, ROUNDS=…)
	@tools/setup test
	@tools/crashes --kills $(KILLS)
	@tools/transfers --transfers $(TRANSFERS) --kills 50
	@tools/setup spark
	@tools/cluster
	@HAINA_RACE_CASES=1000 .venv/bin/python -m pytest tests/cases/test_races.py
	@HAINA_PROPERTIES=soak .venv/bin/python -m pytest tests/api/test_fuzzed.py
	@.venv/bin/python -m pytest $(PYTEST) --every-procedure tests/money/test_every_programme.py tests/cases/test_every_procedure.py
	@HAINA_PROPERTIES=soak .venv/bin/python -m pytest $(PYTEST) tests/browser
	@for round in $$(seq $(ROUNDS)); do echo "== round $$round of $(ROUNDS)" && \
	    HAINA_PROPERTIES=soak .venv/bin/python -m pytest $(PYTEST) tests/rules tests/policy/test_guarding.py tests/cases/test_decisions_machine.py tests/cases/test_invariants.py tests/cases/test_clock.py tests/cli/test_verify.py tests/server/test_hostile_forms.py tests/server/test_access_matrix.py tests/server/test_every_route.py || exit 1; done

messages: setup  ## compile the translations and name what has none
	@.venv/bin/python -m haina.server.translations && .venv/bin/python -m haina.server.messages

clean:  ## remove whatever can be made again; data under var/ stays
	@rm -rf .venv var/bench-venv var/static var/test .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist src/*.egg-info
	@find src tests bench -name __pycache__ -prune -exec rm -rf {} +
	@find src -name '*.mo' -delete
