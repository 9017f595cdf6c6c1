"""``{{ text|unbroken }}`` for templates."""

from django import template

from privacy import laws

register = template.Library()
register.filter("unbroken", laws.unbroken)
