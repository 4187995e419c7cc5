"""Looks for secrets in the files of the project: `python -m tools.secret_scan`. Offline; part of `make check`.

Private keys, tokens by their usual signs, and long random texts given to a name that says key, token or password.
"""

import math
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIGNS = (
    re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"),
    re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}\b"),
    re.compile(r"\bglpat-[A-Za-z0-9_-]{20}\b"),
    re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    re.compile(r"\bLTAI[A-Za-z0-9]{16,}\b"),
    re.compile(r"\bAKID[A-Za-z0-9]{32}\b"),
    re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}"),
    re.compile(r"\bey[A-Za-z0-9_-]{16,}\.ey[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"),
)
NAMED = re.compile(
    r"(?i)\b\w*(?:secret|token|passw(?:or)?d|api_?key|field_key|private_key)\w*\s*[:=]\s*[\"']([A-Za-z0-9+/_=-]{24,})[\"']"
)
RANDOM_BITS = 3.8  # of entropy for each letter: words stay below, keys lie above
LEFT_OUT = {".lock", ".png", ".mo", ".po", ".ico", ".svg", ".woff2"}


def problems_in(text: str) -> Iterator[str]:
    """Each a short sentence with the line; never the secret itself."""
    for number, line in enumerate(text.splitlines(), start=1):
        if any(sign.search(line) for sign in SIGNS):
            yield f"{number}: 像是密钥或令牌"
        elif any(entropy(found) > RANDOM_BITS for found in NAMED.findall(line)):
            yield f"{number}: 名字像密钥，值像随机数"


def entropy(text: str) -> float:
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def files() -> list[Path]:
    """What git knows; outside a repository everything beside data and the environment."""
    done = subprocess.run(  # noqa: S603
        ["git", "-C", str(ROOT), "ls-files", "-z"],  # noqa: S607
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode == 0 and done.stdout:
        return [ROOT / name for name in done.stdout.split("\0") if name]
    folders = [ROOT / name for name in ("zhibu", "tests", "tools", "docs", "requirements", ".ci")]
    return [file for folder in folders for file in folder.rglob("*") if file.is_file()]


def problems() -> list[str]:
    found = []
    for file in files():
        if file.suffix in LEFT_OUT or not file.is_file():
            continue
        text = file.read_bytes()[:2_000_000].decode(errors="ignore")
        found += [f"{file.relative_to(ROOT)}:{problem}" for problem in problems_in(text)]
    return found


if __name__ == "__main__":
    told = problems()
    sys.stderr.writelines(f"{line}\n" for line in told)
    sys.exit(1 if told else 0)
