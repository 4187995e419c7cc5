from tests.concern.conftest import built, day, empty_waiting, unit

__all__ = ["built", "day", "empty_waiting", "unit"]
