"""The room's pages for the sitemap."""

from collections.abc import Iterator

from django.urls import reverse

from contact.topics import IndividualTopic, Topic


def public_paths() -> Iterator[str]:
    """Yield every public path of the room; the page after the last button is found by nobody else."""
    yield reverse("contact:start")
    for topic in Topic:
        yield reverse("contact:enquiry", kwargs={"topic": topic})
    for individual in IndividualTopic:
        yield reverse("contact:letter", kwargs={"topic": individual})
