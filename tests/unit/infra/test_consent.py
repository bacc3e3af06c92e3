"""Nothing is changed in an account that nobody named."""

from __future__ import annotations

import pytest

from corkboard.errors import RefusedError
from corkboard_infra.deploy import consent


def test_another_account_is_refused():
    """By what STS says, whatever was typed."""
    with pytest.raises(RefusedError, match="of account 1, and 2 was named") as refused:
        consent.agree("1", "2", None)
    assert refused.value.exit_code == 5
    assert "AWS_PROFILE" in refused.value.hint


def test_the_account_is_typed_or_given():
    """A person is asked; a script says it; nobody at all is refused."""
    consent.agree("1", None, lambda _: " 1 ")
    consent.agree("1", "1", None)

    with pytest.raises(RefusedError, match="nobody said"):
        consent.agree("1", None, None)
    with pytest.raises(RefusedError, match="none was named"):
        consent.agree("1", None, lambda _: "")
