from django.apps import AppConfig


class NoticeConfig(AppConfig):
    name = "zhibu.notice"
    label = "notice"
