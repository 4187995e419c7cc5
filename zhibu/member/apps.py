from django.apps import AppConfig


class MemberConfig(AppConfig):
    name = "zhibu.member"
    label = "member"
    verbose_name = "党员"
