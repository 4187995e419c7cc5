"""All ledgers, in the order in which 资料 lists them. A new ledger is one file and one entry here."""

from zhibu.base.actor import Actor
from zhibu.base.errors import NotFound
from zhibu.ledger import admission, appraisals, dues, gatherings, roster, talks, targets, work, year_plan
from zhibu.ledger.sheet import Ledger

LEDGERS: tuple[Ledger, ...] = (
    *gatherings.LEDGERS,
    year_plan.LEDGER,
    work.LEDGER,
    talks.LEDGER,
    appraisals.LEDGER,
    *targets.LEDGERS,
    roster.LEDGER,
    dues.LEDGER,
    admission.LEDGER,
)


def ledgers_for(actor: Actor) -> list[Ledger]:
    """Who talked with whom stays with those who keep the branch's records, bases of dues with those who keep these."""
    return [ledger for ledger in LEDGERS if ledger.right is None or actor.may(ledger.right)]


def ledger_of(key: str) -> Ledger:
    """The ledger of this key. Raises NotFound."""
    for ledger in LEDGERS:
        if ledger.key == key:
            return ledger
    raise NotFound
