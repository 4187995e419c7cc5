"""Asks the public list of known holes (OSV) about every pinned dependency: `make audit`. Needs the network.

Not part of `make test`, which has to give the same answer without a network and next year.
"""

import json
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements" / "run.lock"
ASK = "https://api.osv.dev/v1/querybatch"
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", re.MULTILINE)


def pinned(text: str) -> list[tuple[str, str]]:
    return sorted(set(PINNED.findall(text)))


def holes(packages: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """By package the names of its known holes. Raises OSError without a network."""
    queries = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in packages]
    body = json.dumps({"queries": queries}).encode()
    request = urllib.request.Request(ASK, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        results = json.load(answer)["results"]
    return {
        f"{name} {version}": [hole["id"] for hole in found["vulns"]]
        for (name, version), found in zip(packages, results, strict=True)
        if found.get("vulns")
    }


def main() -> int:
    packages = pinned(LOCK.read_text(encoding="utf-8"))
    try:
        found = holes(packages)
    except (urllib.error.URLError, OSError, KeyError, ValueError) as error:
        sys.stderr.write(f"没有查成（{error}）。这一步要能上网。\n")
        return 2
    for name, known in found.items():
        sys.stderr.write(f"{name}：{'、'.join(known)}\n")
    sys.stdout.write(f"查了 {len(packages)} 个依赖，{len(found)} 个有已知的漏洞。\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
