"""No import hides inside a function, where the contract of the floors would still see it but a reader would not."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = {
    # (file, module): the reason
    ("zhibu/cli/main.py", "django"): "slow; commands that need no database start without it",
    ("zhibu/cli/main.py", "django.utils"): "the same",
    ("zhibu/rules/days.py", "chinese_calendar"): "its tables are wanted only where working days are counted",
    ("zhibu/intake/matching.py", "pypinyin"): "its tables take a fifth of a second; most tables have no typing errors",
}
BY_NAME = {
    # file: why it imports modules by name
    "zhibu/cli/main.py": "only the chosen command is imported",
    "zhibu/ledger/papers/pdf.py": "the PDF engine is an extra that needs system libraries; without it the program runs",
    "zhibu/norms/loader.py": "each regulation brings its own rules.py",
}


def hidden_imports(source):
    """Modules that are imported inside functions of a Python text."""
    found = set()
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            for node in ast.walk(function):
                if isinstance(node, ast.Import):
                    found |= {alias.name for alias in node.names}
                elif isinstance(node, ast.ImportFrom):
                    found.add(node.module or ".")
    return found


def sources():
    for folder in ("zhibu", "tools"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")


def test_the_search_finds_them():
    assert hidden_imports("import os\ndef f():\n    if True:\n        from zhibu.org import models\n") == {"zhibu.org"}
    assert hidden_imports("class A:\n    async def f(self):\n        import yaml\n") == {"yaml"}
    assert hidden_imports("import os\nfrom zhibu import org\n") == set()


def test_none_of_our_own_and_few_of_others():
    found = {(name, module) for name, source in sources() for module in hidden_imports(source)}
    assert found - set(ALLOWED) == set()
    assert set(ALLOWED) - found == set(), "allowed, but no longer there"
    assert not [module for _name, module in ALLOWED if module.startswith("zhibu")]


def test_importing_by_name_is_rare():
    found = {name for name, source in sources() if "import_module(" in source or "spec_from_file_location(" in source}
    assert found == set(BY_NAME)
