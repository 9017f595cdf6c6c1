"""Editors' pictures and PDF files, under addresses that change with their bytes."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse

from ikk_portal.platform.read_only import read_only
from regions.models import Download, Picture

_FOR_EVER = "public, max-age=31536000, immutable"


@login_not_required
@read_only
def picture(request: HttpRequest, content_hash: str, extension: str) -> HttpResponse:
    """The bytes of a picture."""
    found = Picture.objects.filter(content_hash=content_hash, format=extension).first()
    if found is None:
        raise Http404
    return answer_for_ever(found.content, f"image/{found.format}", f"{found.key}.{found.format}")


@login_not_required
@read_only
def download(request: HttpRequest, content_hash: str, key: str) -> HttpResponse:
    """The bytes of a PDF file; the browser shows it and saves it under its key."""
    found = Download.objects.filter(content_hash=content_hash, key=key).first()
    if found is None:
        raise Http404
    return answer_for_ever(found.content, "application/pdf", f"{found.key}.pdf")


def answer_for_ever(content: bytes | memoryview, content_type: str, name: str) -> HttpResponse:
    """Answer with bytes that never change; a key holds nothing that would need quoting."""
    headers = {"Cache-Control": _FOR_EVER, "Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(bytes(content), content_type=content_type, headers=headers)
