"""A program that talks to the interface, for tests."""

import json
import uuid
from datetime import timedelta
from typing import Any

from django.test import Client

from tests.web.workshop import Workshop
from zhibu.account.models import User
from zhibu.account.queries import actor_of
from zhibu.account.tokens import Scope, make_token
from zhibu.base import clock


class Program:
    """A program with a token of this person, as another machine would send."""

    def __init__(self, workshop: Workshop, username: str, *scopes: Scope) -> None:
        self.user = User.objects.get(username=username)
        self.secret = f"zhibu_{uuid.uuid4().hex}"
        today = clock.today()
        make_token(
            actor_of(self.user, today), user=self.user, label="办公系统", scopes=[*(scopes or Scope)],
            until=today + timedelta(days=30), secret=self.secret, today=today,
        )  # fmt: skip
        self.client = Client()

    def get(self, path: str, **asked: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", asked, headers={"Authorization": f"Bearer {self.secret}"})

    def post(self, path: str, body: dict[str, Any], key: str = "") -> Any:
        headers = {"Authorization": f"Bearer {self.secret}"} | ({"Idempotency-Key": key} if key else {})
        return self.client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)
