"""Packs what a machine without network needs: `python -m tools.bundle [FOLDER]`.

One archive with the wheel of zhibu, the wheels of everything it stands on (as pinned), an install script, the files of
`deploy` and the texts to read. It fits machines of the same kind as the one that made it, and says so by itself.
"""

import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
from pathlib import Path

from tools import wheel

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "run.lock"
READ = ("LICENSE", "README.md", "README.en.md", "docs/install.md", "docs/concerns.md")


def kind() -> str:
    """What the install script compares: the Python and the machine that the wheels were fetched for."""
    return f"python{sys.version_info.major}.{sys.version_info.minor} {sys.platform} {platform.machine()}"


def fetch(folder: Path) -> None:
    """The pinned wheels, by a pip of its own: the project's environment may have been made without one."""
    with tempfile.TemporaryDirectory() as place:
        venv.create(place, with_pip=True)
        pip = [str(Path(place) / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
        subprocess.run(  # noqa: S603 (our own words)
            [*pip, "download", "-q", "--only-binary", ":all:", "--require-hashes", "-r", str(LOCK), "-d", str(folder)],
            check=True,
        )


def pack(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        made = wheel.build(Path(place))
        name = f"{'-'.join(made.name.split('-')[:2])}-offline"
        inside = Path(place) / name
        wheels = inside / "wheels"
        wheels.mkdir(parents=True)
        fetch(wheels)
        shutil.move(made, inside)
        shutil.copy(LOCK, inside)
        shutil.copytree(ROOT / "deploy", inside / "deploy")
        (inside / "deploy" / "install.sh").rename(inside / "install.sh")
        for text in READ:
            (inside / text).parent.mkdir(exist_ok=True)
            shutil.copy(ROOT / text, inside / text)
        (inside / "made-for.txt").write_text(kind() + "\n", encoding="ascii")
        archive = folder / f"{name}-{kind().replace(' ', '-')}.tar.gz"
        with tarfile.open(archive, "w:gz") as out:
            out.add(inside, arcname=name)
    return archive


def main() -> int:
    archive = pack(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "dist").resolve())
    sys.stdout.write(f"做好了：{archive}（{archive.stat().st_size / 1024 / 1024:.0f} MB）\n")
    sys.stdout.write("拷到不联网的机器上，解开，运行 sh install.sh。\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
