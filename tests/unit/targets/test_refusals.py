"""What AWS refuses is said in our words, by kind, with the next step."""

from __future__ import annotations

import pytest
from botocore import exceptions as boto

from corkboard.errors import PreflightError, UnavailableError
from corkboard.targets.opening import answering

GO_ON = "run the same command again"


def refusal(code, words="said by AWS"):
    """Return an error as boto3 raises it."""
    return boto.ClientError({"Error": {"Code": code, "Message": words}}, "DescribeStacks")


@pytest.mark.parametrize(
    ("error", "kind", "words", "hint"),
    [
        (refusal("ExpiredToken"), PreflightError, "have expired", "aws sso login --profile work"),
        (refusal("ExpiredTokenException"), PreflightError, "have expired", "aws sso login"),
        (refusal("InvalidClientTokenId"), PreflightError, "does not know the credentials", "aws.profile"),
        (boto.NoCredentialsError(), PreflightError, "no whole AWS credentials", "aws configure sso"),
        (boto.ProfileNotFound(profile="team"), PreflightError, "team", "aws.profile"),
        (boto.SSOTokenLoadError(error_msg="gone"), PreflightError, "does not work: .*gone", "aws sso login"),
        (
            boto.CredentialRetrievalError(provider="a-program", error_msg="broken"),
            PreflightError,
            "profile work .*broken",
            "aws sso login",
        ),
        (
            refusal("AccessDenied"),
            UnavailableError,
            "not allowed to profile work",
            "the right cloudformation:",
        ),
        (refusal("Throttling"), UnavailableError, "too often", "wait"),
        (refusal("TooManyRequestsException"), UnavailableError, "too often", "wait"),
        (refusal("NoSuchBucket"), UnavailableError, "NoSuchBucket", "--prefix"),
        (refusal("AlreadyExistsException"), UnavailableError, "said by AWS .AlreadyExists", "target check"),
        (boto.EndpointConnectionError(endpoint_url="x"), UnavailableError, "does not answer", "aws.region"),
        (boto.ConnectionClosedError(endpoint_url="x"), UnavailableError, "does not answer", "network"),
    ],
)
def test_what_aws_refuses_names_the_next_step(on_aws, error, kind, words, hint):
    """Credentials are this machine's lack, exit code 3; all else is AWS' refusal, exit code 1."""
    section = on_aws(aws={"profile": "work"}).aws

    with pytest.raises(kind, match=words) as raised, answering(section, "cloudformation"):
        raise error

    assert hint in raised.value.hint


@pytest.mark.parametrize("doing", ["cloudformation", "cloudformation:DescribeStacks"])
def test_the_right_is_named_also_where_a_service_alone_was(on_aws, doing):
    """Known to botocore: which of several calls was refused."""
    with (
        pytest.raises(UnavailableError, match=r"^cloudformation:DescribeStacks is not") as raised,
        answering(on_aws().aws, doing),
    ):
        raise refusal("AccessDenied")

    assert raised.value.service == "cloudformation"


@pytest.mark.parametrize("code", ["ExpiredToken", "Throttling", "AccessDenied"])
def test_who_can_go_on_is_told_so(on_aws, code):
    """Behind the step that comes first."""
    with (
        pytest.raises((PreflightError, UnavailableError)) as raised,
        answering(on_aws().aws, "s3", again=GO_ON),
    ):
        raise refusal(code)

    assert raised.value.hint.endswith(f"; then {GO_ON}")
