"""Reads the environment once, at start. A wrong value stops the start with a sentence instead of failing later."""

import os
import secrets
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PACKAGE = Path(__file__).resolve().parent.parent


def text(name: str, default: str = "") -> str:
    return os.environ.get(f"ZHIBU_{name}", default).strip()


def switch(name: str, default: bool) -> bool:
    """`1`/`0`; anything else stops the start."""
    value = text(name, "1" if default else "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"ZHIBU_{name} 只能是 0 或 1,现在是“{value}”。")
    return value == "1"


def names(name: str, default: str) -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Addresses and networks with commas between: 127.0.0.1,10.0.0.0/24."""
    try:
        return [ip_network(part) for part in names(name, "")]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"ZHIBU_{name} 要写地址或网段,逗号隔开,比如 127.0.0.1,10.0.0.0/24;现在是“{text(name)}”。"
        ) from error


def data_folder() -> Path:
    """Everything that this deployment keeps: database (SQLite), keys, uploads. Never inside the package."""
    folder = Path(text("DATA", str(Path.cwd() / "var"))).expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def secret(name: str, folder: Path) -> str:
    """A secret from the environment, else from a file that only the owner reads, made at the first start."""
    given = text(name)
    if given:
        return token(name)
    file = folder / "keys" / name.lower()
    file.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as out:
        value = secrets.token_urlsafe(48)
        out.write(value)
    return value


def token(name: str) -> str:
    """What a program brings to be let in; empty: nobody is let in by it."""
    given = text(name)
    if given and len(given) < 32:
        raise ImproperlyConfigured(f"ZHIBU_{name} 太短:至少 32 个字符。")
    return given


def database(folder: Path) -> dict[str, Any]:
    """SQLite in the data folder, or PostgreSQL from one setting: postgresql://user:password@host:port/name."""
    address = text("DATABASE")
    return database_at(address) if address else sqlite(folder / "zhibu.sqlite3")


def database_at(address: str) -> dict[str, Any]:
    """The settings of the database at an address."""
    parts = urlsplit(address)
    if parts.scheme == "sqlite" and parts.path:
        return sqlite(Path(parts.path))
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            "ZHIBU_DATABASE 要写成 postgresql://用户:密码@主机:端口/库名;不写就用本机的 SQLite。"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def databases(folder: Path) -> dict[str, dict[str, Any]]:
    """The database, and where ZHIBU_STANDBY names a hot standby, that one too.

    Both know both servers: the driver takes the one that can be written to, and for reading the standby first. So a
    standby that was promoted is found without a new setting.
    """
    default, address = database(folder), text("STANDBY")
    if not address:
        return {"default": default}
    standby = database_at(address)
    if {default["ENGINE"], standby["ENGINE"]} != {"django.db.backends.postgresql"}:
        raise ImproperlyConfigured("ZHIBU_STANDBY 只能和 PostgreSQL 一起用:ZHIBU_DATABASE 也要写成 postgresql://…。")
    servers = {name: f"{default[name]},{standby[name]}" for name in ("HOST", "PORT")}
    return {
        alias: {**default, **servers, "OPTIONS": {"connect_timeout": 3, "target_session_attrs": wanted}}
        for alias, wanted in (("default", "read-write"), ("standby", "prefer-standby"))
    }


def mail() -> dict[str, Any]:
    """The mail server from one setting, smtps://user:password@host:port (or smtp+starttls, smtp); empty: no mail."""
    address = text("MAIL")
    if not address:
        return {}
    parts = urlsplit(address)
    ports = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
    sender = text("MAIL_FROM") or unquote(parts.username or "")
    if parts.scheme not in ports or not parts.hostname or "@" not in sender:
        raise ImproperlyConfigured(
            "ZHIBU_MAIL 要写成 smtps://用户:密码@主机:端口(或 smtp+starttls、smtp),用户不是邮箱时再写 ZHIBU_MAIL_FROM。"
        )
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or ports[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
    }


@dataclass(frozen=True)
class Provider:
    """Through whom people log in besides: OpenID Connect. `claim` holds the log-in name."""

    issuer: str
    client: str
    secret: str
    claim: str
    scope: str
    name: str


def provider(folder: Path) -> Provider | None:
    """From ZHIBU_OIDC_…; the secret from the environment or from keys/oidc_secret, never from the database."""
    issuer = text("OIDC_ISSUER")
    if not issuer:
        return None
    parts = urlsplit(issuer)
    on_this_machine = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if not parts.hostname or not (parts.scheme == "https" or on_this_machine):
        raise ImproperlyConfigured("ZHIBU_OIDC_ISSUER 要写成 https:// 开头的网址。")
    file = folder / "keys" / "oidc_secret"
    secret_given = text("OIDC_SECRET") or (file.read_text(encoding="ascii").strip() if file.exists() else "")
    if not text("OIDC_CLIENT") or not secret_given:
        raise ImproperlyConfigured("写了 ZHIBU_OIDC_ISSUER,还要写 ZHIBU_OIDC_CLIENT 和 ZHIBU_OIDC_SECRET。")
    return Provider(
        issuer=issuer,
        client=text("OIDC_CLIENT"),
        secret=secret_given,
        claim=text("OIDC_CLAIM", "preferred_username"),
        scope=text("OIDC_SCOPE", "openid profile"),
        name=text("OIDC_NAME", "统一登录"),
    )


def log_heads() -> list[str]:
    """Mail addresses, with commas. They would wait in vain without a mail server."""
    found = names("LOG_HEADS", "")
    if found and not text("MAIL"):
        raise ImproperlyConfigured("写了 ZHIBU_LOG_HEADS，还要写 ZHIBU_MAIL，不然寄不出去。")
    return found


def sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "CONN_MAX_AGE": 600,  # opening the file again for each page took six of its milliseconds
        "OPTIONS": {
            # IMMEDIATE takes the write lock at BEGIN, so two writers wait instead of failing half-way.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: what somebody was told was kept is on the disk when the current fails (tests/drill/test_power.py).
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-20000;",
        },
    }
