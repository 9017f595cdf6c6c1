"""Addresses of the portal; SURFACE decides which of them a process answers."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from ikk_portal import machine_pages

handler400 = "ikk_portal.error_pages.bad_request"
handler403 = "ikk_portal.error_pages.permission_denied"
handler404 = "ikk_portal.error_pages.page_not_found"
handler500 = "ikk_portal.error_pages.server_error"

_machines: list[URLPattern | URLResolver] = [
    path("gesund/live", machine_pages.live, name="health-live"),
    path("gesund/bereit", machine_pages.ready, name="health-ready"),
    path(".well-known/security.txt", machine_pages.security_txt, name="security-txt"),
    path("robots.txt", machine_pages.robots_txt, name="robots-txt"),
]
_public: list[URLPattern | URLResolver] = [
    path("sitemap.xml", machine_pages.sitemap_xml, name="sitemap"),
    path("site.webmanifest", machine_pages.web_manifest, name="web-manifest"),
    path("datenschutz/", include("privacy.urls")),
    path("", include("brochures.urls")),
    path("", include("contact.urls")),
    path("zahlen/", include("access_log.urls")),
    path("", include("accounts.urls")),
    path("internetfiliale/", include("internetfiliale.urls")),
    path("", include("internetfiliale.certificates.urls")),
    path("", include("regions.urls")),
]
_staff: list[URLPattern | URLResolver] = [
    path("verwaltung/", include("accounts.staff_urls")),
    path("verwaltung/", admin.site.urls),
]

_files: list[URLPattern | URLResolver] = [path("", include("regions.file_urls"))]  # staff see them in previews

of_all_surfaces = _machines + _files + _public + _staff

urlpatterns = _machines + _files
if settings.SURFACE in ("public", "all"):
    urlpatterns += _public
if settings.SURFACE in ("staff", "all"):
    urlpatterns += _staff
