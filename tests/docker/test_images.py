"""Images in a file, for a machine that reaches no registry."""

from __future__ import annotations

import pytest
from docker_stack import docker

from corkboard.errors import CorkboardError
from corkboard.stack.docker import images

IMAGE = "corkboard/ministack:0.1.0"


def test_an_image_that_was_saved_is_here_again_after_loading(stack, tmp_path):
    """Under the name it had; the file is whole, and how much of it was written has been told."""
    assert stack
    written = []
    file = tmp_path / "images.tar"
    kept = docker("image", "inspect", "--format", "{{.Id}}", IMAGE)
    docker("tag", IMAGE, "kept/ministack")
    try:
        images.save([IMAGE], file, written.append)
        docker("image", "rm", IMAGE)
        names = images.load(file)
    finally:
        docker("tag", "kept/ministack", IMAGE)
        docker("image", "rm", "kept/ministack")

    assert names == [IMAGE]
    assert docker("image", "inspect", "--format", "{{.Id}}", IMAGE) == kept
    assert max(written) <= file.stat().st_size
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_is_no_archive_is_refused_in_dockers_words(stack, tmp_path):
    """And an image that does not exist leaves no file behind."""
    assert stack
    (tmp_path / "words").write_text("no archive")

    with pytest.raises(CorkboardError, match="docker load failed"):
        images.load(tmp_path / "words")
    with pytest.raises(CorkboardError, match="docker save failed"):
        images.save(["corkboard/nothing:0"], tmp_path / "images.tar", lambda _: None)
    assert [path.name for path in tmp_path.iterdir()] == ["words"]
