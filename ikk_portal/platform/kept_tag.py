"""``{% kept "room/_piece.html" name=value … %}``: includes a template that is rendered once for each content version.

The template sees nothing but what is named, so that nothing of a request or of another IKK gets into it; what is
named is the key it is kept under. An object that is compared by identity must be a kept part itself.
"""

from collections.abc import Hashable
from types import NoneType
from typing import Any

from django import template
from django.db.models import Model
from django.template.base import FilterExpression, Node, Parser, Token, token_kwargs
from django.template.context import Context

from ikk_portal.platform.kept import part

register = template.Library()

#: What belongs to one visitor, or to one request.
_PERSONAL = {"request", "user", "messages", "perms", "csrf_token", "form"}


class KeptNode(Node):
    """A template, and the expressions that it is rendered with."""

    def __init__(self, name: str, values: dict[str, FilterExpression]) -> None:
        self.template_name = name
        self.values = values

    def render(self, context: Context) -> Any:
        """Return what is kept for these values, or render it."""
        values = {name: expression.resolve(context) for name, expression in self.values.items()}

        def make() -> str:
            engine = context.template.engine  # type: ignore[union-attr]  # it is being rendered
            return engine.get_template(self.template_name).render(context.new(values))

        request = getattr(context, "request", None)
        return part(request, (self.template_name, *map(_identity, values.values())), make) if request else make()


def _identity(value: Any) -> Hashable:
    """Return what tells this value from others; of a model only what names it, since a lazy one holds its request."""
    if isinstance(value, Model):
        return (value._meta.label, value.pk)
    return None if isinstance(value, NoneType) else value  # a lazy one may stand for nothing


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """Parse ``{% kept "name" a=b c=d %}``.

    Raises:
        TemplateSyntaxError: for anything else, or if something personal is named.
    """
    _, name, *rest = token.split_contents()
    values = token_kwargs(rest, parser)
    if rest or name[0] != '"' or name[0] != name[-1]:
        raise template.TemplateSyntaxError('write {% kept "template" name=value … %}')
    if _PERSONAL & {expression.token.split(".")[0].split("|")[0] for expression in values.values()}:
        raise template.TemplateSyntaxError("what is kept for everybody cannot depend on one visitor")
    return KeptNode(name[1:-1], values)
