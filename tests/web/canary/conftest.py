from tests.web.workshop import built, workshop

__all__ = ["built", "workshop"]
