"""``{% external_link href text %}`` for templates."""

from django import template

from privacy import links

register = template.Library()
register.simple_tag(links.external_link, name="external_link")
