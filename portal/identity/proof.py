"""The person proves again who they are, before something that binds or cannot be undone."""

from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from portal.identity.models import User


def check_identity(request: HttpRequest, secret: str) -> str:
    """ "password" or "code" when ``secret`` proves that it is the signed-in person; "" otherwise. Rate-limited."""
    user = request.user
    if not isinstance(user, User) or not ratelimit.consume(request, action="reauthenticate", user=user):
        return ""
    if user.check_password(secret):
        return "password"
    code = secret.replace(" ", "")
    if code.isdecimal():
        for device in Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP):
            if device.wrap().validate_code(code):
                return "code"
    return ""
