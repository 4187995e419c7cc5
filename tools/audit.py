"""Asks the public list of known holes (OSV) about every pinned dependency: `make audit`.

    python -m tools.audit                      ask it; needs the network
    python -m tools.audit --question           print what is asked, to be carried to a computer with a network
    python -m tools.audit --answer FILE        read the answer that was carried back

Ends with 0: asked, nothing known; 1: asked, something known; 3: not asked, which says nothing about the dependencies.
What needs no network is in `make test` (`tests/house/test_supply.py`): every dependency is pinned with its hash and
under a licence that this product can carry. The list itself is not: `make test` has to give the same answer without a
network and next year. `make drill` asks, and its table says whether that came off.
"""

import argparse
import json
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parent.parent / "requirements" / "run.lock"
ASK = "https://api.osv.dev/v1/querybatch"
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", re.MULTILINE)
SOUND, HOLES, NOT_ASKED = 0, 1, 3


def pinned(text: str) -> list[tuple[str, str]]:
    return sorted(set(PINNED.findall(text)))


def question(packages: Sequence[tuple[str, str]]) -> str:
    queries = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in packages]
    return json.dumps({"queries": queries})


def ask(said: str) -> Any:
    """Raises OSError without a network, ValueError when something else answers."""
    request = urllib.request.Request(ASK, said.encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return json.load(answer)


def holes(packages: Sequence[tuple[str, str]], answer: Any) -> dict[str, list[str]]:
    """By package the names of its known holes. An answer to another question is refused: ValueError."""
    results = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(results, list) or len(results) != len(packages):
        raise ValueError("答的不是这一问")
    return {
        f"{name} {version}": [hole["id"] for hole in found["vulns"]]
        for (name, version), found in zip(packages, results, strict=True)
        if found.get("vulns")
    }


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--question", action="store_true", help="print what is asked")
    parser.add_argument("--answer", type=Path, help="a file with the answer")
    given = parser.parse_args(words)
    packages = pinned(LOCK.read_text(encoding="utf-8"))
    if given.question:
        sys.stdout.write(question(packages) + "\n")
        return SOUND
    try:
        answer = json.loads(given.answer.read_text(encoding="utf-8")) if given.answer else ask(question(packages))
        found = holes(packages, answer)
    except (urllib.error.URLError, OSError, KeyError, TypeError, ValueError) as error:
        sys.stderr.write(
            f"没有查：漏洞库 {ASK} 没有答上来（{error}）。\n"
            f"{len(packages)} 个依赖有没有已知的漏洞，现在不知道；这不等于没有。\n"
            "这台电脑不能上网的，换一台能上网的查，再把答复带回来：\n"
            "  .venv/bin/python -m tools.audit --question > question.json\n"
            f"  curl -d @question.json {ASK} > answer.json    （在能上网的电脑上）\n"
            "  .venv/bin/python -m tools.audit --answer answer.json\n"
        )
        return NOT_ASKED
    for name, known in found.items():
        sys.stderr.write(f"{name}：{'、'.join(known)}\n")
    sys.stdout.write(f"查了 {len(packages)} 个依赖，{len(found)} 个有已知的漏洞。\n")
    return HOLES if found else SOUND


if __name__ == "__main__":
    sys.exit(main())
