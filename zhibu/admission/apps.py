from django.apps import AppConfig


class AdmissionConfig(AppConfig):
    name = "zhibu.admission"
    label = "admission"
