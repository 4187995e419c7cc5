from django.apps import AppConfig


class ElectionConfig(AppConfig):
    name = "zhibu.election"
    label = "election"
