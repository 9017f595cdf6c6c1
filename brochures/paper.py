"""From a brochure's row to its paper: who issues it, how it is set, and the finished bytes."""

from hashlib import sha256

from django.conf import settings

from brochures.models import Brochure, BrochurePaper, Language
from letters.brochure import COVER_PIXELS, BrochureData, Issuer, Motif, Setting, make
from letters.brochure import Language as PaperLanguage
from regions.models import Region
from regions.models.region import national_number


def paper_of(brochure: Brochure) -> BrochurePaper:
    """Return the paper that is made of a brochure's text now; nothing is saved.

    Raises:
        letters.brochure.UnsettableBrochure: it cannot be set as it is.
    """
    made = make(_data_of(brochure))
    width, height = COVER_PIXELS
    return BrochurePaper(
        brochure=brochure,
        pdf=made.pdf,
        pdf_hash=sha256(made.pdf).hexdigest(),
        pdf_size=len(made.pdf),
        pages=made.pages,
        cover=made.cover,
        cover_hash=sha256(made.cover).hexdigest(),
        cover_width=width,
        cover_height=height,
    )


def _data_of(brochure: Brochure) -> BrochureData:
    is_easy = brochure.language == Language.EASY_GERMAN
    marks = (("Leichte Sprache",) if is_easy else ()) + (("Großdruck",) if brochure.is_large_print else ())
    return BrochureData(
        title=brochure.title,
        subtitle=brochure.subtitle,
        body=brochure.body,
        topic=_TOPICS.get(brochure.language, {}).get(brochure.topic, brochure.get_topic_display()),
        motif=Motif(brochure.topic),
        language=PaperLanguage(brochure.language_code),
        setting=Setting.LARGE if brochure.is_large_print else Setting.EASY if is_easy else Setting.NORMAL,
        edition_on=brochure.edition_on,
        issuer=_issuer(brochure.region),
        marks=marks,
        keeps_lines=is_easy,
    )


def _issuer(region: Region | None) -> Issuer:
    if region is None:
        return Issuer(
            name="IKK-Portal",
            legal_name="Die regionalen Innungskrankenkassen im IKK-Portal",
            phone=national_number(settings.NATIONAL_PHONE),
            website=settings.PORTAL_ADDRESS,
        )
    return Issuer(
        name=region.name,
        legal_name=region.legal_name,
        phone=region.phone_national,
        phone_hours=region.phone_hours,
        street=region.street,
        place=f"{region.postcode} {region.town}",
        website=settings.PORTAL_ADDRESS,
    )


#: Topics on the covers of other languages.
_TOPICS = {
    Language.ENGLISH.value: {
        "mitgliedschaft": "Membership and contributions",
        "leistungen": "Benefits",
        "familie": "Family and pregnancy",
        "vorsorge": "Prevention and health",
        "pflege": "Care and old age",
        "arbeit": "Work and business",
    },
    Language.TURKISH.value: {
        "mitgliedschaft": "Üyelik ve primler",
        "leistungen": "Sigorta hizmetleri",
        "familie": "Aile ve hamilelik",
        "vorsorge": "Sağlık ve erken teşhis",
        "pflege": "Bakım ve yaşlılık",
        "arbeit": "İş ve işletme",
    },
}
