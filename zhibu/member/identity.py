"""Identity numbers: kept encrypted where a unit's own document asks for them, forgotten everywhere else."""

from datetime import date
from typing import Any

from django.db.models import Q

from zhibu.base.errors import Refused
from zhibu.base.paths import below
from zhibu.base.private import keyed_digest
from zhibu.member.models import Details, Member
from zhibu.org.queries import identity_kept_at, identity_kept_in


def digest_of(number: str) -> str:
    """By which the same number is found again without reading it; empty for none."""
    return keyed_digest(number.upper(), "identity") if number else ""


def kept_columns(number: str) -> dict[str, str]:
    """The columns of `Details` that hold a number; nothing for none."""
    return {"identity_number": number.upper(), "identity_digest": digest_of(number)} if number else {}


def checked_columns(member: Member, number: str, today: date) -> dict[str, Any]:
    """To be written into a corrected version. Refused where numbers are not kept, or when it is somebody else's."""
    if identity_kept_at(member.path, today) is None:
        raise Refused("这里不收身份证号。", "要收，先由上级在“本单位的要求”里按文件定。", "identity_number")
    # By the root of the people: what was written of somebody earlier keeps the committee of then.
    others = Details.objects.filter(member__root=member.root, identity_digest=digest_of(number)).exclude(member=member)
    if others.exists():
        raise Refused("这个身份证号已经记在另一名党员名下。", "按证件核对。", "identity_number")
    return kept_columns(number)


def forget_where_not_kept(today: date) -> int:
    """Take the numbers out of every version of members whose place keeps none (any more); how many versions it was."""
    kept = Q(pk__in=())
    for path in identity_kept_in(today):
        kept |= below(path, "member__path")
    rows = Details.versions.exclude(identity_digest="").exclude(kept)
    return rows.update(identity_number="", identity_digest="")
