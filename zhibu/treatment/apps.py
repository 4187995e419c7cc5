from django.apps import AppConfig


class TreatmentConfig(AppConfig):
    name = "zhibu.treatment"
    label = "treatment"
