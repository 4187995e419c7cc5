"""Pages ask the rooms: who may see what is decided where the records are read, not where they are shown."""

import re
from collections import Counter
from pathlib import Path

PLACE = Path(__file__).parents[2] / "zhibu" / "web"
ASKS = re.compile(r"\.(objects|versions)\b\s*(\.|\()")

STILL = {
    "beginning/pages.py": 1,
    "branch/changes.py": 1,
    "concerns/desks.py": 3,
    "concerns/register.py": 1,
    "dues/of_member.py": 3,
    "dues/today.py": 1,
    "elections/forms.py": 1,
    "files/signed.py": 1,
    "meetings/writing.py": 2,
    "members/changes.py": 1,
    "members/more.py": 4,
    "say/pages.py": 1,
    "say/showing.py": 1,
    "settings/today.py": 1,
}
"""Pages that still ask tables themselves, each by a key that it was given or within the own branch, with how often. The
numbers only fall: a question that is moved to its room is taken out here too."""


def test_pages_ask_the_rooms_and_not_the_tables() -> None:
    found = Counter(
        {
            file.relative_to(PLACE).as_posix(): len(ASKS.findall(file.read_text()))
            for file in sorted(PLACE.rglob("*.py"))
        }
    )
    assert +found == STILL
