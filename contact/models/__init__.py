"""Nouns of the room."""

from contact.models.enquiry import Enquiry, EnquiryCount

__all__ = ["Enquiry", "EnquiryCount"]
