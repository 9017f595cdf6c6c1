"""The desk of the Kundenservice."""

from contact.admin.enquiries import EnquiryAdmin

__all__ = ["EnquiryAdmin"]
