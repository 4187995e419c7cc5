from django.apps import AppConfig


class TargetConfig(AppConfig):
    name = "zhibu.target"
    label = "target"
