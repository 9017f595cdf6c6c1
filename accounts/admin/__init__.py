"""Staff desks of the room. Groups are what the rooms' ``roles.py`` say, so nobody edits them here."""

from django.contrib import admin
from django.contrib.auth.models import Group

from accounts.admin.batches import PrintBatchAdmin
from accounts.admin.phone import LetterAtThePhoneAdmin
from accounts.admin.returned import ReturnedLetterAdmin
from accounts.admin.review import LetterInReviewAdmin
from accounts.admin.staff import StaffAdmin
from accounts.admin.to_print import LetterToPrintAdmin

__all__ = [
    "LetterAtThePhoneAdmin",
    "LetterInReviewAdmin",
    "LetterToPrintAdmin",
    "PrintBatchAdmin",
    "ReturnedLetterAdmin",
    "StaffAdmin",
]

admin.site.unregister(Group)
