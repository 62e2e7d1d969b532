"""The organiser's pages: sign in with a one-time link, and keep the organisation's profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, session, url_for

from issuer.actions import membership
from issuer.actions.membership import FieldError
from issuer.web.context import service
from issuer.web.guards import SESSION_KEY
from issuer.web.localisation import gettext as _

if TYPE_CHECKING:
    from flask import Response as FlaskResponse
    from werkzeug.wrappers import Response

    from issuer.rules.organisations import Organisation

sign_in = Blueprint("sign_in", __name__)
"""For everybody: the link itself is the credential."""

organiser = Blueprint("organiser", __name__)
"""For signed-in organisers."""


@sign_in.after_request
@organiser.after_request
def keep_out_of_caches(response: FlaskResponse) -> FlaskResponse:
    """Let nothing that belongs to a signed-in organiser, or leads there, be kept anywhere."""
    response.headers["Cache-Control"] = "no-store"
    return response


FIELDS = ("name", "url", "email", "description")

# Gone, not 404: the address was right once.
_USED_UP = 410
_REFUSED = 422


@sign_in.get("/sign-in/<token>")
def look(token: str) -> tuple[str, int]:
    """Show a button.  Mail scanners and chat previews open links, so opening uses nothing up."""
    good = membership.link_is_good(service(), token)
    return render_template("sign_in.html", is_good=good), 200 if good else _USED_UP


@sign_in.post("/sign-in/<token>")
def enter(token: str) -> tuple[str, int] | Response:
    """Use the link up and sign the browser in."""
    secret = membership.sign_in(service(), token)
    if secret is None:
        return render_template("sign_in.html", is_good=False), _USED_UP
    session.clear()  # What a stranger may have planted before does not survive.
    session[SESSION_KEY] = secret
    session.permanent = True
    return redirect(url_for("organiser.edit"), 303)


@organiser.post("/sign-out")
def leave() -> Response:
    """Forget this browser."""
    membership.sign_out(service(), session[SESSION_KEY])
    session.clear()
    return redirect(url_for("front.home"), 303)


@organiser.get("/organisation")
def edit() -> str:
    """Show the profile of the organisation, ready to be changed."""
    found = membership.organisation(service())
    return _form(found, {name: getattr(found, name) for name in FIELDS}, None)


@organiser.post("/organisation")
def keep() -> tuple[str, int] | Response:
    """Write the profile, or show what is wrong beside what was typed."""
    found = membership.organisation(service())
    values = {name: request.form.get(name, "") for name in FIELDS}
    try:
        membership.update_organisation(
            service(),
            found.slug,
            name=values["name"],
            url=values["url"],
            email=values["email"],
            description=values["description"],
        )
    except FieldError as error:
        return _form(found, values, error), _REFUSED
    flash(_("Saved. Every badge shows the new profile from now on."))
    return redirect(url_for("organiser.edit"), 303)


def _form(organisation: Organisation, values: dict[str, str], error: FieldError | None) -> str:
    return render_template(
        "organisation_form.html",
        address=service().addresses.issuer(organisation.slug),
        values=values,
        error=error,
        error_words=_error_words(error) if error else "",
    )


def _error_words(error: FieldError) -> str:
    """Return what is wrong with a field, and what to do."""
    if error.code == "missing":
        return _("This is needed. Fill it in.")
    if error.code == "too_long":
        return _("This is too long. Shorten it.")
    if error.field == "url":
        return _("Give the whole web address, like https://example.org.")
    if error.field == "email":
        return _("Give an e-mail address like name@example.org.")
    return _("This holds characters that cannot be shown. Type it again without them.")
