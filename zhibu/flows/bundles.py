"""What takes more than a moment to put together: the year book, and the files for an inspection. Made by the worker.

A bundle is no record. It belongs to whoever asked for it, holds what that role may see, and is gone after a week.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django_tasks import task

from zhibu.account.models import User
from zhibu.account.queries import grants_of
from zhibu.base import kept, own_words
from zhibu.base.actor import Actor, Right
from zhibu.base.errors import Foreseen, NotFound
from zhibu.base.paths import below
from zhibu.flows.models import Bundle, BundleKind
from zhibu.flows.stopping import stopped, stopped_by
from zhibu.ledger.catalogue import ledgers_for
from zhibu.ledger.papers import branches, inspection
from zhibu.ledger.papers.kinds import Asked
from zhibu.ledger.papers.pdf import pdf_of
from zhibu.ledger.papers.yearbook import yearbook
from zhibu.org.models import Organisation

KEPT_FOR = timedelta(days=7)
SOON = timedelta(minutes=2)  # the same book asked for again within this time is the one being made


def visible_to(actor: Actor) -> QuerySet[Bundle]:
    """Only what one asked for oneself, in the role that still reaches the branch."""
    return Bundle.objects.filter(below(actor.path, "branch__path"), asked_by=actor.user_id).order_by("-asked_at")


def bundle_for(actor: Actor, bundle_id: UUID | str) -> Bundle:
    found = visible_to(actor).filter(pk=bundle_id).select_related("branch").first()
    if found is None:
        raise NotFound
    return found


def start(
    actor: Actor,
    *,
    kind: BundleKind,
    branch: Organisation,
    year: int,
    today: date,
    now: datetime,
    lines: list[str] | None = None,
) -> Bundle:
    """Put it in the queue. Pressed twice, it is made once."""
    if actor.acting is None or not (actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW)):
        raise NotFound
    same = visible_to(actor).filter(kind=kind, branch=branch, year=year, lines=lines or [], trouble="")
    recent = same.filter(asked_at__gt=now - SOON).first()
    if recent is not None:
        return recent
    bundle = Bundle.objects.create(
        branch=branch,
        kind=kind,
        year=year,
        lines=lines or [],
        asked_by=actor.user_id,
        grant=actor.acting.id,
        asked_at=now,
    )
    make.enqueue(str(bundle.pk), today.isoformat())
    return bundle


@task()
def make(bundle_id: str, today: str) -> None:
    """What went wrong is kept for the page."""
    bundle = Bundle.objects.select_related("branch").filter(pk=bundle_id, digest="").first()
    if bundle is None:
        return
    try:
        put_together(bundle, date.fromisoformat(today))
    except Foreseen as error:
        Bundle.objects.filter(pk=bundle.pk).update(**stopped_by(error, "这个支部现在看不到了。"))
    except Exception:
        Bundle.objects.filter(pk=bundle.pk).update(**stopped("做的时候出了错，再试一次；还不行就找管理员。"))
        raise


def put_together(bundle: Bundle, today: date) -> None:
    actor = _actor_of(bundle, today)
    asked = Asked(actor, bundle.branch_id, today, bundle.year)
    found = branches.find(asked)
    told = _telling(bundle)
    with own_words.used(actor.acting.own_words if actor.acting else {}):
        if bundle.kind == BundleKind.YEAR_BOOK:
            data = pdf_of(yearbook(found, asked, ledgers_for(actor)), told)
        else:
            data = inspection.bundle(found, asked, ledgers_for(actor), bundle.lines, told)
    Bundle.objects.filter(pk=bundle.pk).update(digest=kept.keep(data), size=len(data))


def _actor_of(bundle: Bundle, today: date) -> Actor:
    """Whoever asked, in the same role as then; NotFound when that role has ended."""
    user = User.objects.filter(pk=bundle.asked_by).first()
    grants = grants_of(user, today) if user else ()
    acting = next((grant for grant in grants if grant.id == bundle.grant), None)
    if user is None or acting is None:
        raise NotFound
    return Actor(user.pk, user.display_name, user.member_id, grants, acting)


def _telling(bundle: Bundle) -> Callable[[int, int], None]:
    def tell(done: int, total: int) -> None:
        Bundle.objects.filter(pk=bundle.pk).update(progress=done, total=total)

    return tell


def purge(now: datetime) -> int:
    """Forget bundles older than a week, and their files unless a younger one is the same."""
    old = list(Bundle.objects.filter(asked_at__lt=now - KEPT_FOR))
    Bundle.objects.filter(pk__in=[bundle.pk for bundle in old]).delete()
    for digest in {bundle.digest for bundle in old if bundle.digest}:
        if not Bundle.objects.filter(digest=digest).exists():
            kept.forget(digest)
    return len(old)
