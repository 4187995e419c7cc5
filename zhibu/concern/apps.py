from django.apps import AppConfig


class ConcernConfig(AppConfig):
    name = "zhibu.concern"
    label = "concern"
