"""Staff desks of the room. Groups are what the rooms' ``roles.py`` say, so nobody edits them here."""

from django.contrib import admin
from django.contrib.auth.models import Group

from accounts.admin.review import LetterInReviewAdmin
from accounts.admin.staff import StaffAdmin

__all__ = ["LetterInReviewAdmin", "StaffAdmin"]

admin.site.unregister(Group)
