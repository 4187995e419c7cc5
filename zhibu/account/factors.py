"""第二道验证: set up, used, given up. Where the person can do it alone, the own password is asked once more."""

import hmac
import secrets
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhibu.account import passkeys, totp
from zhibu.account.actions import PLAIN_LETTERS
from zhibu.account.models import FactorKind, SecondFactor, User
from zhibu.account.telling import tell
from zhibu.base.actor import Actor
from zhibu.base.clock import day_of
from zhibu.base.errors import NotFound, Refused
from zhibu.base.touched import Done

CODES = 10
LETTERS = 10  # of a code: fifty bits, each of use once
MOST_PASSKEYS = 8
WRONG_CODE = ("动态码不对，或者已经过时。", "看手机上现在的六位数，再填一次；手机的时间要准。", "code")


def factors_of(user: User) -> list[SecondFactor]:
    return list(SecondFactor.objects.filter(user=user).order_by("made_on", "id"))


def passkeys_of(user: User) -> list[SecondFactor]:
    return [row for row in factors_of(user) if row.kind == FactorKind.PASSKEY and row.secret]


def codes_left(user: User) -> list[str]:
    row = SecondFactor.objects.filter(user=user, kind=FactorKind.CODES).first()
    return row.secret.split() if row and row.secret else []


def keep_app(actor: Actor, *, user: User, secret: str, code: str, password: str, today: date, now: datetime) -> Done:
    """The phone proves that it has the secret. Result: the codes to write down, where there were none yet."""
    _ask_password(user, password)
    step = totp.step_of(secret, code, now) if totp.is_secret(secret) else None
    if step is None:
        raise Refused(*WRONG_CODE)
    SecondFactor.objects.filter(user=user, kind=FactorKind.APP).delete()
    return _keep(user, FactorKind.APP, secret, today, used=step)


def keep_passkey(actor: Actor, *, user: User, label: str, public: str, password: str, today: date) -> Done:
    _ask_password(user, password)
    if len(passkeys_of(user)) >= MOST_PASSKEYS:
        raise Refused("通行密钥已经够多了。", "先去掉不用的。", "label")
    return _keep(user, FactorKind.PASSKEY, public, today, label=label)


def _keep(user: User, kind: FactorKind, secret: str, today: date, *, label: str = "", used: int = 0) -> Done:
    SecondFactor.objects.create(user=user, kind=kind, secret=secret, label=label, used=used, made_on=today)
    codes = [] if codes_left(user) else _fresh_codes(user, today)
    if user.second_factor_since is None:
        user.second_factor_since = today
        user.save(update_fields=["second_factor_since"])
    tell(user, "factor_added", today, label)
    return Done((user, codes))


def renew_codes(actor: Actor, *, user: User, password: str, today: date) -> Done:
    """The old ones open nothing any more. Result: the new ones, shown once."""
    _ask_password(user, password)
    if user.second_factor_since is None:
        raise NotFound
    tell(user, "new_codes", today)
    return Done((user, _fresh_codes(user, today)))


def give_up_factor(actor: Actor, *, user: User, factor: UUID, password: str, today: date) -> Done:
    """With the last one the codes go too, and the password alone opens the account again."""
    _ask_password(user, password)
    rows = SecondFactor.objects.filter(user=user).exclude(kind=FactorKind.CODES)
    if not rows.filter(pk=factor).delete()[0]:
        raise NotFound
    if not rows.exists():
        forget_factors(user)
    tell(user, "factor_removed", today)
    return Done(user)


def forget_factors(user: User) -> None:
    """After a recovery by two people, or with the last factor: nothing of it is left."""
    SecondFactor.objects.filter(user=user).delete()
    user.second_factor_since = None
    user.save(update_fields=["second_factor_since"])


def _ask_password(user: User, password: str) -> None:
    if user.has_usable_password() and not user.check_password(password):
        raise Refused("密码不对。", "填现在登录用的密码。", "password")


def _fresh_codes(user: User, today: date) -> list[str]:
    codes = ["".join(secrets.choice(PLAIN_LETTERS) for _ in range(LETTERS)) for _ in range(CODES)]
    SecondFactor.objects.filter(user=user, kind=FactorKind.CODES).delete()
    SecondFactor.objects.create(user=user, kind=FactorKind.CODES, secret=" ".join(codes), made_on=today)
    return codes


def fits_code(user: User, code: str, now: datetime) -> bool:
    """A code of the app, or one of those written down. Each counts once, also for two who type it at one moment."""
    with transaction.atomic():
        rows = {row.kind: row for row in SecondFactor.objects.select_for_update().filter(user=user)}
        app, codes = rows.get(FactorKind.APP), rows.get(FactorKind.CODES)
        step = totp.step_of(app.secret, code, now, after=app.used) if app and app.secret else None
        if app and step:
            app.used = step
            app.save(update_fields=["used"])
            return True
        return codes is not None and bool(codes.secret) and _use_up(codes, totp.plain(code), day_of(now))


def _use_up(codes: SecondFactor, typed: str, today: date) -> bool:
    left = codes.secret.split()
    fitting = [code for code in left if hmac.compare_digest(code.encode(), typed.encode())]
    if not fitting:
        return False
    codes.secret = " ".join(code for code in left if code not in fitting)
    codes.save(update_fields=["secret"])
    tell(codes.user, "code_used", today)
    return True


def fits_passkey(user: User, host: str, state: passkeys.State | None, answer: str) -> bool:
    """Signed by one of the person's keys. A count that does not go up tells of a copied key: it is not taken."""
    with transaction.atomic():
        rows = list(SecondFactor.objects.select_for_update().filter(user=user, kind=FactorKind.PASSKEY).order_by("pk"))
        rows = [row for row in rows if row.secret]
        signed = passkeys.signed_by(host, state, [row.secret for row in rows], answer)
        if signed is None:
            return False
        row, count = rows[signed[0]], signed[1]
        if count and count <= row.used:
            return False
        row.used = count
        row.save(update_fields=["used"])
    return True
