"""Tests leave nothing behind in their process."""

import ast

from tests.house.templates import ROOT


def mixes(source: str) -> list[str]:
    """Tests that change settings by the fixture inside of a decorator that restores them.

    The decorator ends first, so the fixture then restores what the decorator had set, for every test that follows.
    """
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
        and "settings" in {argument.arg for argument in node.args.args}
        and any("override_settings" in ast.unparse(decorator) for decorator in node.decorator_list)
    ]


def test_settings_are_changed_in_one_way_by_a_test() -> None:
    found = {str(path.relative_to(ROOT)): mixes(path.read_text()) for path in (ROOT / "tests").rglob("test_*.py")}
    assert {name: names for name, names in found.items() if names} == {}


def test_a_planted_mix_is_found() -> None:
    assert mixes("@override_settings(A=1)\ndef test_x(settings, db): ...") == ["test_x"]
    assert mixes("def test_x(settings): ...\n@override_settings(A=1)\ndef test_y(db): ...") == []
