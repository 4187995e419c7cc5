"""`make drill`: the long trials within half an hour, and at the end one table of what they measured.

    python -m tools.drill                    everything
    python -m tools.drill --minutes 5        a shorter soak
    python -m tools.drill --only faults      one part: holes (in dependencies), faults, soak (with the random trials
                                             and the installation)

Random trials run beside the soak, so its times are those of a busy machine. They have what is left of its minutes,
half for properties, half for what is sent in bulk.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.drill.figures import note, table
from tools import audit

PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
POSTGRES = [sys.executable, "-m", "tools.postgres"]
SCALED = [  # not drawn by hypothesis, but many times as long in a drill
    "tests/drill/test_bad_input.py", "tests/flows/test_import_of_anything.py", "tests/checkup/test_well_run.py",
    "tests/concern/threats/test_threats.py", "tests/intake/test_reading.py", "tests/web/api/test_described.py",
]  # fmt: skip
WHOLE_MINUTES = 28.0  # of everything: the soak takes what the faults have left of it, up to its own length
BEGAN = time.monotonic()


def run(words: list[str], **more: str) -> int:
    return subprocess.run(words, env=os.environ | more, check=False).returncode  # noqa: S603 (our own commands)


def holes() -> int:
    """Asked of the public list; without a network the table says that nobody knows, and the drill is none the worse."""
    code = audit.main([])
    said = {
        audit.SOUND: "asked: nothing known",
        audit.HOLES: "asked: see above",
        audit.NOT_ASKED: "not asked: no answer",
    }
    kept = None if code == audit.NOT_ASKED else code == audit.SOUND
    note("known holes in dependencies", "public list", said[code], "none is known", kept)
    return int(code == audit.HOLES)


def faults() -> int:
    """Every fault on both databases, the power cut, the upgrade, the outbox; and the planted faults.

    Two files at a time: most of it is waiting, and each has servers of its own.
    """
    planted = run([*PYTEST, "tests/drill/test_seeds.py"])
    two = ["-n", "2", "--dist", "loadfile"]
    return run([*PYTEST, *two, "-m", "drill", "--deselect", "tests/drill/test_soak.py", "tests/drill"]) or planted


def soak_and_random() -> int:
    left = WHOLE_MINUTES - (time.monotonic() - BEGAN) / 60
    minutes = max(1.0, min(float(os.environ["DRILL_MINUTES"]), left))
    end = time.time() + minutes * 54  # a little earlier than the soak
    environment = os.environ | {"DRILL_MINUTES": f"{minutes:.0f}"}
    soak = subprocess.Popen([*PYTEST, "-m", "drill", "tests/drill/test_soak.py"], env=environment)  # noqa: S603 (our own)
    low, lowly = ["nice", "-n", "5"], ["nice", "-n", "19"]
    drawn = run([*low, *PYTEST, "-m", "drill", "--ignore", "tests/drill"])  # wheel, whole pages, handbook
    words = [*PYTEST, "-m", "hypothesis and not browser and not drill"]
    for trials, until in ((words, (time.time() + end) / 2), ([*PYTEST, *SCALED], end)):
        drawn = run([*lowly, *trials], HYPOTHESIS_PROFILE="drill", DRILL_UNTIL=str(until)) or drawn
    return soak.wait() or drawn


PARTS = {"holes": holes, "faults": faults, "soak": soak_and_random}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=20, help="of the soak")
    parser.add_argument("--only", choices=PARTS, help="one part alone")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="zhibu-drill-") as folder:
        figures = Path(folder) / "figures"
        os.environ.update({"DRILL_FIGURES": str(figures), "DRILL_MINUTES": str(given.minutes)})
        codes = [part() for name, part in PARTS.items() if given.only in (None, name)]
        found = figures.read_text(encoding="utf-8").splitlines() if figures.exists() else []
        rows = [json.loads(line) for line in found]
    sys.stdout.write(f"\n{table(rows)}\n\n{(time.monotonic() - BEGAN) / 60:.0f} minutes\n")
    return 1 if any(codes) or any(row["kept"] is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
