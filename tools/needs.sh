#!/bin/sh
# What the tests need beside Python: Chromium, a PostgreSQL server, nginx (never started by itself), gettext, Chinese fonts, Pango (for PDF).
# As root on Debian the missing ones are installed; otherwise one sentence says what to install.
set -eu

has_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
has_postgres() { ls /usr/lib/postgresql/*/bin/initdb || command -v initdb; }
has_pango() { ldconfig -p 2>/dev/null | grep -q libpangoft2-1.0; }
has_fonts() { command -v fc-list && [ -n "$(fc-list :lang=zh-cn family)" ]; }

missing=""
has_chromium >/dev/null 2>&1 || missing="$missing chromium"
has_postgres >/dev/null 2>&1 || missing="$missing postgresql"
command -v msgfmt >/dev/null 2>&1 || missing="$missing gettext"
has_fonts >/dev/null 2>&1 || missing="$missing fontconfig fonts-noto-cjk"
command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ] || missing="$missing nginx-light"
has_pango || missing="$missing libpango-1.0-0 libpangoft2-1.0-0"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "正在安装测试要用的：$missing"
    apt-get update -qq
    # shellcheck disable=SC2086 # the list is words
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "测试还缺这些系统软件，请管理员运行：apt-get install$missing" >&2
    exit 1
fi
