from django.urls import path

from zhibu.web.settings import accounts, log, own, pages, seconds, slips, tokens

urlpatterns = [
    path("", pages.settings, name="settings"),
    path("figures/<slug:norm>/", pages.setting, name="setting"),
    path("province/", pages.province, name="setting_province"),
    path("identity/", pages.identity, name="setting_identity"),
    path("made/<uuid:setting_id>/drop/", pages.setting_drop, name="setting_drop"),
    path("password/", own.change_password, name="change_password"),
    path("log-ins/", own.log_ins, name="log_ins"),
    path("log-ins/end/", own.log_in_end, name="log_in_end"),
    path("log-ins/end-others/", own.log_ins_end_others, name="log_ins_end_others"),
    path("log/", log.log, name="log"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.account_new, name="account_new"),
    path("accounts/<uuid:user_id>/", accounts.account, name="account"),
    path("accounts/<uuid:user_id>/role/", accounts.role_new, name="role_new"),
    path("accounts/<uuid:user_id>/password/", accounts.password_new, name="password_new"),
    path("accounts/<uuid:user_id>/close/", accounts.account_close, name="account_close"),
    path("accounts/<uuid:user_id>/link/", accounts.account_link, name="account_link"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<uuid:token_id>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("seconds/", seconds.seconds, name="seconds"),
    path("seconds/<uuid:proposal_id>/agree/", seconds.second_agree, name="second_agree"),
    path("seconds/<uuid:proposal_id>/decline/", seconds.second_decline, name="second_decline"),
    path("slips/", slips.slips, name="slips"),
    path("roles/<uuid:grant_id>/end/", accounts.role_end, name="role_end"),
]
