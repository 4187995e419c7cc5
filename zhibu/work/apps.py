from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "zhibu.work"
    label = "work"
