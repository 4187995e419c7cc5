"""A fault in the norms folder stops the start and names the file."""

import pytest

from zhibu import norms
from zhibu.cli.main import main
from zhibu.norms.reading import NormsError


def test_the_program_does_not_start_on_a_broken_norms_folder(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise NormsError("norms/branch_2018/life/values.yaml 的“theme-day-monthly”：没有写 article。")

    monkeypatch.setattr(norms, "library", broken)
    monkeypatch.setattr("zhibu.questions.catalogue.norms.library", broken)
    monkeypatch.setattr("zhibu.cli.run.check_port", lambda host, port: None)
    monkeypatch.setattr("zhibu.cli.run.prepare", lambda: pytest.fail("the start went on"))
    assert main(["run", "--port", "8231"]) == 2
    assert "values.yaml" in capsys.readouterr().err
