"""Which places put matters on 今天. A place that has some gives a function in its own `today.py`, and one line here."""

from zhibu.web.admission.today import matters as admission
from zhibu.web.beginning.today import matters as beginning
from zhibu.web.concerns import today as concerns
from zhibu.web.dues.today import matters as dues
from zhibu.web.elections.today import matters as elections
from zhibu.web.members.today import matters as members
from zhibu.web.reminders.today import matters as reminders
from zhibu.web.settings.today import matters as accounts
from zhibu.web.settings.today import overtaken, to_agree, told
from zhibu.web.targets import today as targets
from zhibu.web.today.matters import Source
from zhibu.web.work import today as work

SOURCES: tuple[Source, ...] = (
    beginning,
    concerns.matters,
    work.matters,
    targets.matters,
    dues,
    admission,
    elections,
    members,
    reminders,
    to_agree,
    told,
    overtaken,
)
OF_KEEPER: tuple[Source, ...] = (accounts, reminders, told)
"""For whoever keeps the accounts: no content."""
