from django.urls import path

from zhibu.web.transfers import pages

urlpatterns = [
    path("transfers/", pages.transfers, name="transfers"),
    path("transfers/new/", pages.transfer_new, name="transfer_new"),
    path("transfers/in/", pages.transfer_in, name="transfer_in"),
    path("transfers/<uuid:transfer_id>/receive/", pages.transfer_receive, name="transfer_receive"),
    path("transfers/<uuid:transfer_id>/withdraw/", pages.transfer_withdraw, name="transfer_withdraw"),
    path("transfers/<uuid:transfer_id>/letter/", pages.transfer_letter, name="transfer_letter"),
    path("away/", pages.away, name="away"),
    path("away/<uuid:member_id>/person/", pages.away_person, name="away_person"),
    path("away/<uuid:member_id>/contact/", pages.away_contact, name="away_contact"),
    path("away/contact/<uuid:contact_id>/undo/", pages.away_contact_undo, name="away_contact_undo"),
]
