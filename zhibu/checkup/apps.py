from django.apps import AppConfig


class CheckupConfig(AppConfig):
    name = "zhibu.checkup"
    label = "checkup"
    verbose_name = "体检"
