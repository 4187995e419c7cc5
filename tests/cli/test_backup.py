"""A backup holds the data and the files, not the keys; a damaged one is refused before anything is touched."""

import io
import json
import tarfile

import pytest


def names(deployment):
    return [name for (name,) in deployment.execute("SELECT name FROM org_organisation ORDER BY name")]


def test_what_is_in_the_file(backed_up):
    key = (backed_up.data / "keys" / "field_key").read_bytes()
    with tarfile.open(backed_up.folder / "b.tar.gz") as archive:
        entries = {entry.name: entry for entry in archive}
        about = json.load(archive.extractfile("about.json"))
        contents = [archive.extractfile(name).read() for name in entries]
    database = about["database"]
    assert set(entries) == {"about.json", database, "files/ab/abcd"}
    assert set(about["sha256"]) == {database, "files/ab/abcd"}
    assert all(key not in content for content in contents)
    assert {entry.mtime % 86400 for entry in entries.values()} == {0}
    assert (backed_up.folder / "b.tar.gz").stat().st_mode & 0o77 == 0


def test_restoring_brings_back_data_and_files(backed_up):
    backed_up.execute("UPDATE org_organisation SET name = '北山党委'")
    (backed_up.data / "files" / "ab" / "abcd").unlink()
    refused = backed_up.zhibu("restore", "b.tar.gz")
    assert refused.returncode == 2
    assert refused.stderr == "数据库里已经有数据，没有动它。确实要换掉它，加上 --force。\n"
    assert names(backed_up) == ["北山党委"]
    done = backed_up.zhibu("restore", "b.tar.gz", "--force")
    assert done.returncode == 0, done.stderr
    assert names(backed_up) == ["南山党委"]
    assert (backed_up.data / "files" / "ab" / "abcd").read_bytes() == b"minutes"


def test_an_empty_database_needs_no_force(backed_up):
    backed_up.execute("DELETE FROM org_organisation")
    done = backed_up.zhibu("restore", "b.tar.gz")
    assert done.returncode == 0, done.stderr
    assert names(backed_up) == ["南山党委"]


def test_nothing_is_overwritten(backed_up):
    before = (backed_up.folder / "b.tar.gz").read_bytes()
    again = backed_up.zhibu("backup", "b.tar.gz")
    assert (again.returncode, again.stderr) == (2, "已经有 b.tar.gz。换一个文件名。\n")
    assert (backed_up.folder / "b.tar.gz").read_bytes() == before


def test_an_empty_deployment_has_nothing_to_back_up(deployment):
    done = deployment.zhibu("backup", "b.tar.gz")
    assert (done.returncode, done.stderr) == (2, "数据库还是空的，没有可备份的。\n")
    assert not (deployment.folder / "b.tar.gz").exists()


def rewritten(source, target, change):
    """The archive once more, each part given through `change(name, content)`."""
    with tarfile.open(source) as archive, tarfile.open(target, "w:gz") as other:
        for entry in archive:
            name, content = change(entry.name, archive.extractfile(entry).read())
            fresh = tarfile.TarInfo(name)
            fresh.size = len(content)
            other.addfile(fresh, io.BytesIO(content))


def spoil_file(name, content):
    return name, content + b"x" if name == "files/ab/abcd" else content


def leave_the_folder(name, content):
    return "../outside" if name == "files/ab/abcd" else name, content


def change_about(**changes):
    def change(name, content):
        return name, json.dumps(json.loads(content) | changes).encode() if name == "about.json" else content

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (spoil_file, "里的 files/ab/abcd 和备份时不一样"),
        (leave_the_folder, "备份里有不该有的内容：../outside"),
        (change_about(format=2), "是更新的版本做的备份"),
        (change_about(engine="oracle"), "是 oracle 的备份"),
        (change_about(migrations=["org.9999_future"]), "是更新的版本"),
    ],
)
def test_a_wrong_archive_is_refused_and_the_data_stay(backed_up, change, sentence):
    rewritten(backed_up.folder / "b.tar.gz", backed_up.folder / "wrong.tar.gz", change)
    done = backed_up.zhibu("restore", "wrong.tar.gz", "--force")
    assert done.returncode == 2
    assert sentence in done.stderr and "Traceback" not in done.stderr
    assert names(backed_up) == ["南山党委"]
    assert not (backed_up.folder / "outside").exists()


def test_half_a_file_is_refused(backed_up):
    whole = (backed_up.folder / "b.tar.gz").read_bytes()
    (backed_up.folder / "half.tar.gz").write_bytes(whole[: len(whole) // 2])
    done = backed_up.zhibu("restore", "half.tar.gz", "--force")
    assert done.returncode == 2
    assert "half.tar.gz 不是完整的备份文件" in done.stderr and "Traceback" not in done.stderr
    assert names(backed_up) == ["南山党委"]


def test_a_rehearsal_restores_beside_and_leaves_what_is_in_use_alone(backed_up):
    backed_up.execute("UPDATE org_organisation SET name = '北山党委'")
    before = sorted(file.name for file in backed_up.data.iterdir())
    tried = backed_up.zhibu("restore", "b.tar.gz", "--try")
    assert tried.returncode == 0, tried.stdout + tried.stderr
    assert "1 个组织" in tried.stdout and "前后连得上" in tried.stdout
    assert names(backed_up) == ["北山党委"]
    assert sorted(file.name for file in backed_up.data.iterdir()) == before
    made = backed_up.zhibu("backup", "--try", "c.zhibu-backup")
    assert made.returncode == 0 and "恢复演练" in made.stdout, made.stdout + made.stderr


def test_a_rehearsal_of_a_log_that_was_changed_says_so(backed_up):
    key = "'11111111-1111-4111-8111-111111111111'" if backed_up.address else "'11111111111141118111111111111111'"
    backed_up.execute(
        "INSERT INTO base_logentry (id, at, act, digest, block, place, commitment)"
        f" VALUES ({key}, '2026-11-23 02:00:00+00', 'x', '', 1, 0, '')"
    )
    made = backed_up.zhibu("backup", "--try", "c.zhibu-backup")
    assert made.returncode == 1 and "操作记录有 1 处对不上" in made.stdout, made.stdout + made.stderr
