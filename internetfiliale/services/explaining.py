"""Pages that say how something goes which does not go here: by law it has a channel of its own."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from internetfiliale.services.catalogue import service_for
from internetfiliale.services.declaration import Audience, Group, PageService, Visitor


class ExplainingPage(PageService):
    """A page for employers with a template of its own; it asks nothing.

    Attributes:
        template: extends ``internetfiliale/service_explained.html``.
        on_paper: slug of the service for whoever has no payroll program, where the IKK offers it; "" for none.
    """

    template: ClassVar[str]
    on_paper: ClassVar[str] = ""
    group = Group.RIGHT_WAY
    audience = frozenset({Audience.EMPLOYER})
    purpose = "Diese Seite erklärt nur und fragt nichts."

    def said(self, visitor: Visitor) -> dict[str, Any]:
        """Return what the template needs besides."""
        return {}

    def page(self, request: HttpRequest, visitor: Visitor) -> HttpResponse:
        context = {"service": self, "on_paper": service_for(visitor, self.on_paper), **self.said(visitor)}
        return render(request, self.template, context)
