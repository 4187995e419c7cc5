from tests.concern.conftest import day, empty_waiting

__all__ = ["day", "empty_waiting"]
