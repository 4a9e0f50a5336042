"""Tells mypy what our middlewares hang on every request: ``request.actor`` and ``request.htmx``."""

from collections.abc import Callable

from mypy.nodes import MDEF, SymbolTableNode, Var
from mypy.plugin import ClassDefContext, Plugin
from mypy.types import AnyType, TypeOfAny

ADDED = ("actor", "htmx")


def add_attributes(context: ClassDefContext) -> None:
    info = context.cls.info
    for name in ADDED:
        if name not in info.names:
            variable = Var(name, AnyType(TypeOfAny.explicit))
            variable.info = info
            variable._fullname = f"{info.fullname}.{name}"
            variable.is_initialized_in_class = True
            info.names[name] = SymbolTableNode(MDEF, variable, plugin_generated=True)


class RequestPlugin(Plugin):
    """Adds the attributes to Django's own request class."""

    def get_customize_class_mro_hook(self, fullname: str) -> Callable[[ClassDefContext], None] | None:
        return add_attributes if fullname == "django.http.request.HttpRequest" else None


def plugin(version: str) -> type[Plugin]:
    return RequestPlugin
