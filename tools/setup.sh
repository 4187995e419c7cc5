#!/bin/sh
# Makes .venv with the pinned packages. Usage: tools/setup.sh run|dev
# Needs Python 3.11 or later; works with plain venv and pip, or with uv where it is installed.
set -eu
cd "$(dirname "$0")/.."
kind=${1:-run}
lock=requirements/$kind.lock

stop() { echo "$1" >&2; exit 1; }

fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if command -v "$name" >/dev/null && fits "$name"; then command -v "$name"; return; fi
    done
    stop "没有找到 Python 3.11 或更新的版本。装好后再试，或者写明在哪里：make run PYTHON=/路径/python3.12"
}

has_venv() { "$1" -c 'import venv, ensurepip' 2>/dev/null; }

make_environment() {
    python=$(find_python)
    if has_venv "$python"; then
        "$python" -m venv .venv
    elif command -v uv >/dev/null; then
        uv venv -q --python "$python" .venv
    elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "正在安装 python3-venv……"
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
        has_venv "$python" || stop "装了 python3-venv,但 $python 还是没有 venv。换一个：make run PYTHON=/usr/bin/python3"
        "$python" -m venv .venv
    else
        stop "缺少 python3-venv。请管理员运行：apt-get install python3-venv"
    fi
}

install_packages() {
    if .venv/bin/python -m pip --version >/dev/null 2>&1; then
        .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$lock"
        .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
    elif command -v uv >/dev/null; then
        uv pip install -q --python .venv/bin/python --require-hashes -r "$lock"
        uv pip install -q --python .venv/bin/python --no-deps --no-build-isolation -e .
    else
        stop ".venv 里没有 pip。删掉 .venv 再试：rm -r .venv"
    fi
}

if ! { [ -x .venv/bin/python ] && fits .venv/bin/python; }; then
    rm -rf .venv
    make_environment
fi
echo "正在安装依赖（第一次约一分钟）……"
install_packages
touch .venv/run.stamp
if [ "$kind" = dev ]; then touch .venv/dev.stamp; fi
