# 支部工作台. `make` alone lists the commands.
PORT ?= 8000
PY := .venv/bin/python
CODE := zhibu tests tools
TEST_ENV := DJANGO_SETTINGS_MODULE=tests.settings
PYTEST := $(PY) -m pytest -q -p no:cacheprovider
PROCESSES := $(shell n=$$(nproc 2>/dev/null || echo 2); [ $$n -gt 4 ] && echo 4 || echo $$n)
PARALLEL := -n $(PROCESSES) --dist worksteal
# Where the environment forbids compiled modules, every process would compile everything anew: a third of the tests' time.
unexport PYTHONDONTWRITEBYTECODE
# Where the tests leave what they asked of SQLite: PostgreSQL is asked all of it again, by as few of them as that takes.
# Empty: all of them.
ASKED :=
BROWSER_TESTS = $(shell grep -rl --include='*.py' 'mark\.browser' tests | sort)
CATALOGUES := $(wildcard zhibu/locale/*/LC_MESSAGES/*.po)

.PHONY: help run setup setup-dev needs check types rules unit postgres browser test drill audit bench messages lock pictures wheel bundle handbook clean
.DEFAULT_GOAL := help

help:
	@echo "make run        从零启动：装依赖、建数据库、放进示例单位、打开网页（make run PORT=8010 换端口）"
	@echo "make test       从零跑完全部测试"
	@echo "make setup      只装依赖"
	@echo "make check      只做静态检查（格式、类型、分层、模板、用词）"
	@echo "make drill      故障演练和长时间的测试，半小时，最后印一张表"
	@echo "make bench      测速度"
	@echo "make wheel      打成一个 wheel，什么都在里面"
	@echo "make bundle     打成不联网也能装的安装包"
	@echo "make audit      查依赖有没有已知的漏洞（要能上网；不能上网时印出怎么换一台电脑查）"
	@echo "make handbook   做成一个小网站的手册：dist/handbook"
	@echo "make messages   更新英文译文的词条"
	@echo "make clean      清掉缓存和 .venv，不动 var 里的数据"

run: setup
	@exec .venv/bin/zhibu run --demo --port $(PORT)

setup: .venv/run.stamp .venv/words.stamp
setup-dev: .venv/dev.stamp .venv/words.stamp

.venv/run.stamp: requirements/run.lock pyproject.toml
	@tools/setup.sh run

.venv/dev.stamp: requirements/dev.lock requirements/run.lock pyproject.toml
	@tools/setup.sh dev

# Babel is a dependency, so that nobody needs gettext to run the program.
.venv/words.stamp: $(CATALOGUES) | .venv/run.stamp
	@if [ -n "$(CATALOGUES)" ]; then .venv/bin/pybabel -q compile -d zhibu/locale -D django; fi
	@for po in $(CATALOGUES); do [ -f "$${po%.po}.mo" ] || { echo "$$po 没有编译：文件头还标着 fuzzy"; exit 1; }; done
	@touch $@

needs:
	@tools/needs.sh

# Types take as long as everything else: beside each other.
check: setup-dev
	@echo "静态检查……"
	@$(MAKE) --no-print-directory -j2 -Otarget types rules

types: setup-dev
	@.venv/bin/mypy --no-error-summary

rules: setup-dev
	@.venv/bin/ruff format --check --quiet --output-format concise $(CODE) \
	  || { echo "格式不齐，运行 .venv/bin/ruff format $(CODE)"; exit 1; }
	@.venv/bin/ruff check --quiet $(CODE)
	@.venv/bin/lint-imports --no-logo > .venv/imports.txt || { cat .venv/imports.txt; exit 1; }
	@$(TEST_ENV) $(PY) -m django check --fail-level WARNING --verbosity 0
	@$(TEST_ENV) $(PY) -m django makemigrations --check --dry-run
	@$(TEST_ENV) $(PY) -m tools.templates
	@$(PY) -m tools.words
	@$(PY) -m tools.secret_scan

unit: setup-dev
	@echo "测试（SQLite）……"
	@ZHIBU_ASKED=$(ASKED) $(PYTEST) $(PARALLEL)

postgres: setup-dev needs
	@echo "测试（PostgreSQL）……"
	@ZHIBU_ASKED=$(ASKED) $(BESIDE) $(PY) -m tools.postgres sh -c \
	  '$(TEST_ENV) $(PY) -m django migrate --verbosity 0 && ZHIBU_TEST_TEMPLATE=1 exec $(PYTEST) $(PARALLEL)'

browser: setup-dev needs
	@echo "测试（浏览器）……"
	@$(PYTEST) -m browser $(BROWSER_TESTS)

# A browser waits much of its time: PostgreSQL has it, and gives way.
test: setup-dev needs
	@$(MAKE) --no-print-directory check
	@rm -rf .venv/asked
	@$(MAKE) --no-print-directory unit ASKED=.venv/asked
	@echo "最后两样同时跑，各自跑完才印出来，约六分钟……"
	@$(MAKE) --no-print-directory -j2 -Otarget postgres browser ASKED=.venv/asked BESIDE="nice -n 10"

drill: setup-dev needs
	@echo "演练：故障、断电、升级、恢复、五十人二十分钟、随机的坏输入、不联网的安装。约半小时，最后印一张表……"
	@$(PY) -m tools.drill

audit: setup-dev
	@$(PY) -m tools.audit

bench: setup
	@.venv/bin/zhibu bench

messages: setup-dev
	@$(TEST_ENV) $(PY) -m tools.messages

lock:
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate \
	  --extra build --extra postgres --extra pdf pyproject.toml -o requirements/run.lock
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate \
	  --extra build --extra postgres --extra pdf --extra dev -c requirements/run.lock pyproject.toml -o requirements/dev.lock

wheel: setup
	@$(PY) -m tools.wheel dist

bundle: setup
	@$(PY) -m tools.bundle dist

handbook: setup
	@$(PY) -m tools.handbook dist/handbook

pictures: setup-dev needs
	@$(PY) -m tools.pictures

clean:
	@rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find zhibu tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
	@rm -f zhibu/locale/*/LC_MESSAGES/*.mo
