"""The DAG folder follows the bucket, also when S3 is away for a while."""

from __future__ import annotations

import signal

from corkboard import catalogue
from corkboard.provision import dags
from corkboard.stack import processes


def test_a_file_that_is_removed_from_the_bucket_is_removed_from_the_folder(mwaa):
    """And one that is put there comes."""
    mwaa.upload("passing/by", "")
    mwaa.wait(mwaa.path("passing/by").exists, "the file does not come")

    mwaa.s3.delete_object(Bucket=mwaa.bucket, Key=f"{catalogue.DAGS_DIR}/passing/by.py")

    mwaa.wait(lambda: not mwaa.path("passing").exists(), "the file does not go")


def test_requirements_are_compared_with_what_is_installed(mwaa, corkboard, stack_home):
    """Status and doctor tell the differences; a satisfied line is none."""
    text = b"apache-airflow==2.11.2\nboto3==1.2\n"
    mwaa.s3.put_object(Bucket=mwaa.bucket, Key=catalogue.REQUIREMENTS, Body=text)
    mwaa.wait(lambda: mwaa.synced().requirements, "no difference is told")

    told = corkboard("doctor", home=stack_home, check=False).stdout.replace("\n", " ")
    mwaa.s3.delete_object(Bucket=mwaa.bucket, Key=catalogue.REQUIREMENTS)

    assert len(mwaa.synced().requirements) == 1
    assert "boto3" in told
    mwaa.wait(lambda: not mwaa.synced().requirements, "the difference stays")


def test_without_s3_the_dags_that_are_there_go_on(mwaa, settings):
    """It says so, and takes what has changed when S3 is back."""
    emulator = processes.noted(settings.state_dir / "conf" / "aws.pid.json")
    emulator.send_signal(signal.SIGSTOP)
    try:
        failure = mwaa.wait(lambda: mwaa.synced().failure, "nobody notices")
        run = mwaa.run("triggered")
    finally:
        emulator.send_signal(signal.SIGCONT)
    mwaa.upload("back", "")

    assert "S3 does not answer" in failure
    assert run.state == "success"
    mwaa.wait(mwaa.path("back").exists, "the new file does not come")
    assert mwaa.synced().failure == ""


def test_forgetting_takes_the_runs_and_leaves_the_dags(mwaa):
    """As ``corkboard reset`` does; Airflow reads the files again, and a DAG is paused as at first."""
    mwaa.run("other")

    dags.forget_runs(mwaa.settings)

    assert mwaa.path("folder/other").exists()
    mwaa.wait(lambda: mwaa.has("other"), "the DAG is not read again")
    assert mwaa.ask("/dags/other/dagRuns")["dag_runs"] == []
