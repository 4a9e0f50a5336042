"""What Django's migration operations lack: the tables of one migration made together."""

from collections.abc import Sequence
from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation


class CreateTogether(Operation):
    """``CreateModel`` operations, with fields, indexes and constraints added to the same models, made in one step.

    Django draws every related model anew for each operation, which grows with the square of their number and took
    half of a first start. Here the models of one migration are drawn once, in their last form, and their tables made
    from it. Adding to a table that stood before belongs outside: its rows must be carried over step by step.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return (type(self).__name__, [self.operations], {})

    def _tables(self) -> list[migrations.CreateModel]:
        return [operation for operation in self.operations if isinstance(operation, migrations.CreateModel)]

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change the project's state; its drawn models are forgotten and drawn again when they are next asked for."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for table in self._tables():
            table.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for table in reversed(self._tables()):
            table.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "Create " + ", ".join(table.name for table in self._tables())
