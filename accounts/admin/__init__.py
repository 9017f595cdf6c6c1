"""Staff desks of the room. Groups are what the rooms' ``roles.py`` say, so nobody edits them here."""

from django.contrib import admin
from django.contrib.auth.models import Group

from accounts.admin.phone import LetterAtThePhoneAdmin
from accounts.admin.returned import ReturnedLetterAdmin
from accounts.admin.review import LetterInReviewAdmin

__all__ = ["LetterAtThePhoneAdmin", "LetterInReviewAdmin", "ReturnedLetterAdmin"]

admin.site.unregister(Group)
