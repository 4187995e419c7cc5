"""Identity numbers: unreadable in the database, found again only by exact value."""

import pytest
from django.db import connection

from tests.personas import acting, build_enterprise, do
from zhibu.base.actor import Right, Role
from zhibu.base.private import keyed_digest
from zhibu.member.actions import enter_member
from zhibu.member.models import Details

NUMBER = "11010519491231002X"  # the specimen number of the national standard


@pytest.mark.django_db
def test_the_number_is_encrypted_at_rest_and_read_back() -> None:
    branch = build_enterprise().first
    member = do(
        acting(branch, Role.SECRETARY),
        enter_member,
        Right.RECORD,
        branch=branch,
        since=branch.founded_on,
        name="试验人",
        identity_number=NUMBER,
    )
    assert Details.objects.get(member=member).identity_number == NUMBER
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_number FROM member_details")
        kept = "".join(row[0] for row in cursor.fetchall())
    assert NUMBER not in kept
    assert Details.objects.filter(identity_digest=keyed_digest(NUMBER, "identity")).count() == 1


def test_the_digest_depends_on_purpose_and_value() -> None:
    assert keyed_digest(NUMBER, "identity") == keyed_digest(NUMBER, "identity")
    assert keyed_digest(NUMBER, "identity") != keyed_digest(NUMBER, "log")
    assert keyed_digest(NUMBER, "identity") != keyed_digest(NUMBER[:-1] + "1", "identity")
