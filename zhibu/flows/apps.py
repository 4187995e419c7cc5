from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "zhibu.flows"
    label = "flows"
    verbose_name = "导入"
