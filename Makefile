# make help shows the verbs; CI calls the same ones.
.DEFAULT_GOAL := help
working = $(shell $(1) -c 'print("$(1)")' 2>/dev/null)
PYTHON ?= $(or $(call working,.venv/bin/python),$(call working,python3.13),$(call working,python3.12),$(call working,python3.11),python3)
BIN := .venv/bin
WORKERS ?= 2

.PHONY: help setup dev aws demo test test-docker check soak bench lock clean

help: ## show this help
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: ## install everything: packages, Java, Kafka, Spark's jars, a database server, the AWS emulator
	@$(PYTHON) bootstrap.py
	@$(BIN)/corkboard setup

dev: ## setup, and the tools that check the project
	@$(PYTHON) bootstrap.py --dev
	@$(BIN)/corkboard setup --tests

aws: setup ## what 'corkboard aws plan' needs on top: the CDK and a Node to run it on
	@$(BIN)/python -m pip install --disable-pip-version-check -q --require-hashes -r requirements/aws.txt

demo: setup ## the whole pipeline once: post, land, clean, answer, prove
	@$(BIN)/corkboard demo

test: dev ## every test but containers and the soak: e2e, guard, integration, spark, unit (WORKERS=2 at a time)
	@$(BIN)/pytest tests -m "not soak and not docker" -n $(WORKERS) --dist loadfile --no-loadscope-reorder --durations 15

test-docker: dev ## the tests of the stack in containers; skipped, with the reason, where no Docker daemon answers
	@$(BIN)/pytest tests/docker --durations 5

check: dev ## formatting, lint, types, imports, SQL, spelling, shell, Dockerfiles
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/sqlfluff lint -q services
	@$(BIN)/codespell
	@git ls-files -co --exclude-standard '*.sh' .ci/run compose/client/kafka-rest-start infra_aws/corkboard_infra/machine/install infra_aws/corkboard_infra/machine/start | xargs $(BIN)/shellcheck
	@git ls-files -co --exclude-standard '*Dockerfile' | xargs $(BIN)/hadolint --config compose/hadolint.yml

soak: dev ## what takes long: kill matrices, long runs
	@$(BIN)/pytest tests -m soak --timeout 3600

bench: dev ## the benchmarks, one after the other
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

lock: ## renew requirements/ from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra all --universal --python-version 3.11 --generate-hashes --no-header -q -o requirements/main.txt
	uv pip compile pyproject.toml --extra proxy -c requirements/main.txt --universal --python-version 3.11 --generate-hashes --no-header -q -o requirements/proxy.txt
	uv pip compile pyproject.toml --extra machine -c requirements/main.txt --universal --python-version 3.11 --generate-hashes --no-header -q -o requirements/machine.txt
	uv pip compile pyproject.toml --extra airflow -c requirements/main.txt --universal --python-version 3.11 --generate-hashes --no-header -q -o requirements/mwaa.txt
	uv pip compile requirements/client.in --universal --python-version 3.11 --generate-hashes --no-header -q -o requirements/client.txt
	uv pip compile requirements/localstack.in --exclude-newer 2026-03-10 --python-version 3.13 --python-platform linux --generate-hashes --no-header -q -o requirements/localstack.txt
	uv pip compile pyproject.toml --extra aws -c requirements/main.txt --universal --python-version 3.11 --generate-hashes --no-header -q -o requirements/aws.txt
	uv pip compile requirements/airflow.in --universal --python-version 3.11 --generate-hashes --no-header -q -o corkboard/stack/locks/airflow.txt
	echo setuptools | uv pip compile - -c corkboard/stack/locks/airflow.txt --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o corkboard/stack/locks/airflow-build.txt
	echo setuptools | uv pip compile - -c corkboard/stack/locks/airflow.txt --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o corkboard/stack/locks/spark-4.0-build.txt
	printf 'pytest\npytest-timeout\n' | uv pip compile - pyproject.toml --extra spark --override requirements/spark-4.0.in --universal --python-version 3.11 --generate-hashes --no-header -q -o corkboard/stack/locks/spark-4.0.txt
	uv pip compile pyproject.toml --extra all --extra aws --extra testing --extra dev -c requirements/main.txt -c requirements/aws.txt --universal --python-version 3.11 --generate-hashes --no-header -q -o requirements/dev.txt

clean: ## remove the environment and caches of this folder, not the stacks' data
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build
