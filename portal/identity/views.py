"""The person's own page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.common.http import posted
from portal.identity.forms import ProfileForm
from portal.identity.models import User
from portal.identity.services import profile_update


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, language, time zone; saving answers in the language just chosen."""
    person = get_object_or_404(User, email=request.user.get_username())
    form = ProfileForm(posted(request), instance=person)
    if request.method == "POST" and form.is_valid():
        user = profile_update(user=person, **form.cleaned_data)
        with translation.override(user.language):
            messages.success(request, _("Saved."))
            return redirect(reverse("identity:profile"))
    return render(request, "identity/profile.html", {"form": form})
