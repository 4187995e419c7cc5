"""What is looked at in a database restored beside the one in use. The rehearsal runs it in a process of its own."""

import json
import sys

from zhibu.base import clock, sealing
from zhibu.checkup.rebuilding import rebuild
from zhibu.cli.tables import make_ready
from zhibu.flows import night
from zhibu.meeting.models import Gathering
from zhibu.member.models import Member
from zhibu.org.models import Organisation


def look() -> None:
    """One line of JSON. Tables are brought to this version and the nights since made good; then all is drawn again."""
    make_ready()
    now = clock.now()
    today = clock.day_of(now)
    night.run(today, now)
    found = {
        "organisations": Organisation.objects.count(),
        "members": Member.objects.count(),
        "gatherings": Gathering.objects.count(),
        "differences": rebuild(today).total,
        "faults": len(sealing.verify().faults),
    }
    sys.stdout.write(json.dumps(found) + "\n")
