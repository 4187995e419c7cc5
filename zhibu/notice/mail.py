"""One neutral mail. The server is named by the deployment."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage

from zhibu.notice.trouble import Trouble

SUBJECT = "支部工作台提醒"
PERMANENT = 500


def is_ready() -> bool:
    return bool(settings.MAIL)


def send(address: str, text: str) -> None:
    """`Trouble` when the server did not take it; a server that does not answer is no reason to give up."""
    message = EmailMessage(SUBJECT, text, to=[address], headers={"Auto-Submitted": "auto-generated"})
    try:
        message.send()
    except smtplib.SMTPAuthenticationError as error:
        raise Trouble("邮件服务器不认登录名和密码，请管理员看看。") from error
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        if codes and min(codes) >= PERMANENT:
            raise Trouble("邮件服务器不收这个邮箱，改一下邮箱再试。", is_final=True) from error
        raise Trouble("邮件服务器现在不收这个邮箱，过一会儿再试。") from error
    except smtplib.SMTPException as error:
        raise Trouble("邮件服务器没有收，过一会儿再试。") from error
    except OSError as error:
        raise Trouble("连不上邮件服务器，请管理员看看。") from error
