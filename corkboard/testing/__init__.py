"""The whole pipeline for other people's tests.

Installed with ``pip install corkboard-stack[testing]``, the fixtures are there by themselves::

    def test_a_post_reaches_the_bucket(corkboard):
        corkboard.post(rows=10)
        corkboard.wait_for_s3()
        assert len(corkboard.records("pin")) == 10

``plugin`` has the fixtures, and ``pipeline`` what they give.
"""
