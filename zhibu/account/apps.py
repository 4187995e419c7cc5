from django.apps import AppConfig


class AccountConfig(AppConfig):
    name = "zhibu.account"
    label = "account"
    verbose_name = "账号"
