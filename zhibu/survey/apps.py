from django.apps import AppConfig


class SurveyConfig(AppConfig):
    name = "zhibu.survey"
    label = "survey"
