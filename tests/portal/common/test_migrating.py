"""The tables of one migration made together are those Django makes one by one."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from portal.common.migrating import CreateTogether

KEY = [("id", models.BigAutoField(primary_key=True))]
OPERATIONS = [
    migrations.CreateModel("Arch", fields=[*KEY, ("span", models.IntegerField())]),
    migrations.CreateModel(
        "Stone", fields=[*KEY, ("arch", models.ForeignKey("probe.Arch", models.CASCADE, related_name="stones"))]
    ),
    migrations.AddField("Arch", "keystone", models.ForeignKey("probe.Stone", models.SET_NULL, null=True)),
    migrations.AddConstraint("Arch", models.CheckConstraint(condition=models.Q(span__gt=0), name="arch_span_positive")),
    migrations.AddIndex("Stone", models.Index(fields=["arch", "-id"], name="stone_newest")),
]


def after(operations) -> ProjectState:
    state = ProjectState()
    for operation in operations:
        operation.state_forwards("probe", state)
    return state


def test_the_state_is_the_same_as_one_by_one() -> None:
    assert after([CreateTogether(OPERATIONS)]) == after(OPERATIONS)


@pytest.mark.django_db(transaction=True)
def test_tables_come_with_fields_constraints_and_indexes_and_go_again() -> None:
    before, state = ProjectState(), after([CreateTogether(OPERATIONS)])
    with connection.schema_editor() as editor:
        CreateTogether(OPERATIONS).database_forwards("probe", editor, before, state)
    try:
        with connection.cursor() as cursor:
            columns = {column.name for column in connection.introspection.get_table_description(cursor, "probe_arch")}
            named = connection.introspection.get_constraints(cursor, "probe_arch")
            named |= connection.introspection.get_constraints(cursor, "probe_stone")
        assert columns == {"id", "span", "keystone_id"}
        assert {"arch_span_positive", "stone_newest"} <= set(named)
    finally:
        with connection.schema_editor() as editor:
            CreateTogether(OPERATIONS).database_backwards("probe", editor, state, before)
    assert not {"probe_arch", "probe_stone"} & set(connection.introspection.table_names())


def test_it_says_what_it_makes() -> None:
    assert CreateTogether(OPERATIONS).describe() == "Create Arch, Stone"
