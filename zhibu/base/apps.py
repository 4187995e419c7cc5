from django.apps import AppConfig

from zhibu.base import catalogues


class BaseConfig(AppConfig):
    name = "zhibu.base"
    label = "base"
    verbose_name = "记录"

    def ready(self) -> None:
        catalogues.put_in_place()
