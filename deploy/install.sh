#!/bin/sh
# 不联网安装支部工作台。用法：sh install.sh [装到哪里]，默认 /opt/zhibu。
# 再运行一次就是升级：先备份，再换程序，数据不动。
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-/opt/zhibu}
made_for=$(cat "$here/made-for.txt")

stop() { echo "$1" >&2; exit 1; }

kind_of() {
    "$1" -c 'import platform, sys
print("python%d.%d" % sys.version_info[:2], sys.platform, platform.machine())' 2>/dev/null
}

find_python() {
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if [ "$(kind_of "$name")" = "$made_for" ]; then command -v "$name"; return; fi
    done
    stop "这个安装包是给“$made_for”做的，这台机器上没有。在同样的系统上重新做一个，或写明在哪里：PYTHON=/路径/python3 sh install.sh"
}

python=$(find_python)
"$python" -c 'import venv, ensurepip' 2>/dev/null || stop "缺少 venv。Debian 上先装 python3-venv。"
[ -x "$target/bin/python" ] || "$python" -m venv "$target"
export PIP_NO_INDEX=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_FIND_LINKS="$here/wheels"
"$target/bin/python" -m pip install -q --require-hashes -r "$here/run.lock"
"$target/bin/python" -m pip install -q --no-deps --force-reinstall "$here"/zhibu-*.whl
"$target/bin/zhibu" --version
echo "装好了：$target/bin/zhibu。数据放在运行时所在文件夹的 var 里，或 ZHIBU_DATA 写的地方。"
echo "先看一看：$target/bin/zhibu run --demo    自己的单位：$target/bin/zhibu run"
