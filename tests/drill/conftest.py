"""One house for all faults on one database: what was acknowledged adds up, and is looked for after each of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drill.house import House, Server, build_shim, database, filled
from tests.web.workshop import built, workshop

__all__ = ["built", "workshop"]


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    return build_shim(tmp_path_factory.mktemp("shim"))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, shim: Path | None) -> Iterator[Server | None]:
    """The PostgreSQL server that this house alone uses, or None: its file lies in the data folder."""
    with database(request.param, shim) as found:
        yield found


@pytest.fixture(scope="module")
def quiet(server: Server | None, shim: Path | None, tmp_path_factory: pytest.TempPathFactory) -> House:
    """Everything is there and nothing runs."""
    return filled(tmp_path_factory.mktemp("house") / "data", server.cluster.address() if server else "", shim)


@pytest.fixture(scope="module")
def house(quiet: House) -> Iterator[House]:
    """As `zhibu run` runs it: two workers that answer, one for tasks, the clock."""
    quiet.start()
    yield quiet
    quiet.stop()
