"""``field__among=keys``: as ``in``, for thousands of whole numbers passed as one value instead of a placeholder each."""

import json
from typing import Any

from django.db.models import Field, ForeignKey, IntegerField, Lookup
from django.db.models.fields import AutoField

from portal.common.bulk import array_text


class Among(Lookup):  # type: ignore[type-arg]
    """``= ANY(array)`` on PostgreSQL, a JSON list elsewhere."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, params = self.process_lhs(compiler, connection)
        keys = [int(key) for key in self.rhs]
        if connection.vendor == "postgresql":
            return f"{left} = ANY(%s::bigint[])", (*params, array_text(keys))
        return f"{left} IN (SELECT value FROM json_each(%s))", (*params, json.dumps(keys))  # noqa: S608 - no value in it


def register_all() -> None:
    """Make the lookup known to keys and to foreign keys."""
    kinds: tuple[type[Field[Any, Any]], ...] = (AutoField, IntegerField, ForeignKey)
    for kind in kinds:
        kind.register_lookup(Among)
