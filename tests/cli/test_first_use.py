"""The first commands on an empty machine work in any order: tables are made when they are needed."""


def test_looking_before_anything_is_there(deployment):
    looked = deployment.zhibu("check")
    assert "Traceback" not in looked.stderr
    assert looked.returncode == 0, looked.stderr


def test_a_real_unit_begins_without_a_demo(deployment):
    begun = deployment.zhibu("init", "--name", "南山公司党委", "--admin", "guanli")
    assert begun.returncode == 0, begun.stderr
    assert deployment.execute("SELECT name FROM org_organisation") == [("南山公司党委",)]
    again = deployment.zhibu("init", "--name", "北山公司党委", "--admin", "guanli2")
    assert again.returncode == 2 and "已经有“南山公司党委”" in again.stderr
    refused = deployment.zhibu("demo")
    assert refused.returncode == 2
    assert deployment.execute("SELECT name FROM org_organisation") == [("南山公司党委",)]
