"""All services there are, found by walking the package: nobody registers anything."""

import inspect
import pkgutil
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from types import ModuleType

from internetfiliale.services import declaration, employers, everyone, insured
from internetfiliale.services.declaration import Audience, Group, Service, Visitor

#: Package -> who may use what stands in it.
PACKAGES = {
    insured: frozenset({Audience.INSURED}),
    employers: frozenset({Audience.EMPLOYER}),
    everyone: declaration.EVERYONE,
}


@cache
def catalogue() -> tuple[Service, ...]:
    """Return every service, in the order of the overview: by group, then by title."""
    found = [service() for package in PACKAGES for module in _modules(package) for service in classes_of(module)]
    order = list(Group)
    return tuple(sorted(found, key=lambda service: (order.index(service.group), service.title)))


def offered_to(visitor: Visitor) -> list[Service]:
    """Return the services that somebody finds, in the order of the overview."""
    return [service for service in catalogue() if _is_for(service, visitor)]


def service_for(visitor: Visitor, slug: str) -> Service | None:
    """Return the service of that name; None if there is none for this person."""
    return next((service for service in offered_to(visitor) if service.slug == slug), None)


def service_called(slug: str) -> Service | None:
    """Return the service of that name, whoever uses it: for cases of earlier days; None if it is no more."""
    return next((service for service in catalogue() if service.slug == slug), None)


def classes_of(module: ModuleType) -> list[type[Service]]:
    """Return the services that a module declares; there should be one."""
    return [
        member
        for _, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, Service) and member.__module__ == module.__name__ and not inspect.isabstract(member)
    ]


def same_slugs(services: Iterable[Service]) -> list[str]:
    """Return the slugs that more than one service has."""
    return [slug for slug, count in Counter(service.slug for service in services).items() if count > 1]


def modules() -> Iterator[tuple[ModuleType, frozenset[Audience]]]:
    """Yield every module of the package with who may use its service."""
    for package, audience in PACKAGES.items():
        for module in _modules(package):
            yield module, audience


def _modules(package: ModuleType) -> list[ModuleType]:
    return [import_module(f"{package.__name__}.{info.name}") for info in pkgutil.iter_modules(package.__path__)]


def _is_for(service: Service, visitor: Visitor) -> bool:
    return visitor.audience in service.audience and service.is_offered(visitor.region)
