"""Builds the wheel with everything inside: `python -m tools.wheel [FOLDER]`, from nothing but the files of the project.

Catalogues are compiled first, whoever has built before; what lies in `build` from last time is left out.
"""

import os
import shutil
import sys
import zipfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import build_meta

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "zhibu"
LOCALES = PACKAGE / "locale"


def compile_catalogues() -> None:
    for source in LOCALES.glob("*/LC_MESSAGES/*.po"):
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3])
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)


def wanted() -> set[str]:
    """Every file of the package, and a compiled catalogue for each one that is written."""
    files = {file for file in PACKAGE.rglob("*") if file.is_file() and "__pycache__" not in file.parts}
    files |= {file.with_suffix(".mo") for file in LOCALES.glob("*/LC_MESSAGES/*.po")}
    return {file.relative_to(ROOT).as_posix() for file in files}


def missing_in(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as held:
        return sorted(wanted() - set(held.namelist()))


def build(folder: Path) -> Path:
    """The wheel in `folder`. Stops with the names when it would lack a file of the package."""
    compile_catalogues()
    shutil.rmtree(ROOT / "build", ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    before = Path.cwd()
    os.chdir(ROOT)  # the build looks for pyproject.toml where it stands
    try:
        wheel = folder / str(build_meta.build_wheel(str(folder)))
    finally:
        os.chdir(before)
        shutil.rmtree(ROOT / "build", ignore_errors=True)
    lacking = missing_in(wheel)
    if lacking:
        wheel.unlink()
        raise SystemExit("这些文件没有进 wheel：" + "、".join(lacking))
    return wheel


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "dist").resolve()
    wheel = build(folder)
    sys.stdout.write(f"做好了：{wheel}（{wheel.stat().st_size / 1024 / 1024:.1f} MB）\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
