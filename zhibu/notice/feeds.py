"""Calendar feeds: whose one is."""

from datetime import date

from zhibu.account.queries import grants_of
from zhibu.base.actor import Actor
from zhibu.base.errors import NotFound
from zhibu.base.private import keyed_digest
from zhibu.notice.models import Feed


def digest_of(secret: str) -> str:
    return keyed_digest(secret, "calendar feed")


def actor_of_feed(secret: str, today: date) -> Actor:
    """The person in the role of the feed. NotFound when it was revoked, or the role or the account has ended."""
    feed = Feed.objects.filter(digest=digest_of(secret), revoked_at__isnull=True).select_related("user__member").first()
    if feed is None or not feed.user.is_active:
        raise NotFound
    grants = grants_of(feed.user, today)
    acting = next((grant for grant in grants if grant.id == feed.grant), None)
    if acting is None:
        raise NotFound
    return Actor(feed.user.pk, feed.user.display_name, feed.user.member_id, grants=(acting,), acting=acting)
