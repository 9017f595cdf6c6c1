"""Every address of the portal, whatever the process answers: for previews, which name public pages."""

from ikk_portal.urls import of_all_surfaces as urlpatterns

__all__ = ["urlpatterns"]
