from django.apps import AppConfig

from zhibu.base import own_words


class BaseConfig(AppConfig):
    name = "zhibu.base"
    label = "base"
    verbose_name = "记录"

    def ready(self) -> None:
        own_words.put_behind_the_catalogue()
