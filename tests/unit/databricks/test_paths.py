"""What a notebook's path means."""

from __future__ import annotations

import pytest

from corkboard.settings import load
from corkboard_databricks.dbfs.paths import local_path, normal, shown


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("dbfs:/mnt/x", "/mnt/x"),
        ("dbfs:///mnt/x/", "/mnt/x"),
        ("/mnt/x/*.json", "/mnt/x/*.json"),
        ("FileStore/tables", "/FileStore/tables"),
        ("/", "/"),
        ("//mnt", "/mnt"),
        ("s3a://bucket/key", "s3a://bucket/key"),
        ("file:/somewhere", "file:/somewhere"),
    ],
)
def test_a_path_is_taken_with_and_without_its_scheme(written, meant):
    """Other schemes stay as they are."""
    assert normal(written) == meant


def test_a_path_is_shown_as_on_databricks():
    """With one slash behind the scheme."""
    assert shown("dbfs:///mnt/x") == "dbfs:/mnt/x"
    assert shown("s3a://bucket/x") == "s3a://bucket/x"


@pytest.mark.parametrize("path", ["/dbfs/FileStore/a.csv", "dbfs:/FileStore/a.csv", "/FileStore/a.csv"])
def test_plain_pythons_path_lies_in_the_stacks_folder(path, tmp_path):
    """Where the tables are too."""
    settings = load({"home": tmp_path}, environ={})

    assert local_path(path, settings) == settings.dbfs_dir / "FileStore" / "a.csv"


def test_no_path_leads_out_of_dbfs(tmp_path):
    """Not to the stack's secrets."""
    with pytest.raises(ValueError, match="leads out"):
        local_path("/dbfs/../secrets/metastore", load({"home": tmp_path}, environ={}))
