"""Staff desks of the room: none yet. Groups are what the rooms' ``roles.py`` say, so nobody edits them here."""

from django.contrib import admin
from django.contrib.auth.models import Group

admin.site.unregister(Group)
