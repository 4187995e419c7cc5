from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "zhibu.base"
    label = "base"
    verbose_name = "记录"
