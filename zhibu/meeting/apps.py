from django.apps import AppConfig


class MeetingConfig(AppConfig):
    name = "zhibu.meeting"
    label = "meeting"
    verbose_name = "会议"
