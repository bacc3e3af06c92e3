"""What AWS says when it refuses, in our words and with the next step; touches no system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    PartialCredentialsError,
    ReadTimeoutError,
    SSOError,
    TokenRetrievalError,
)

from corkboard.errors import UnavailableError

if TYPE_CHECKING:
    from botocore.exceptions import BotoCoreError

    from corkboard.targets.section import AwsSettings

EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}
UNKNOWN = {
    "AuthFailure",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "SignatureDoesNotMatch",
    "InvalidAccessKeyId",
}
ABSENT = {"NoSuchBucket", "ResourceNotFoundException"}
DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403", "Forbidden"}


def refused(error: BotoCoreError | ClientError, doing: str, section: AwsSettings) -> UnavailableError:
    """Return our error for one of botocore's.

    Args:
        error: What botocore raised.
        doing: The call, such as ``sts:GetCallerIdentity``.
        section: As whom, and in which region.
    """
    service = doing.partition(":")[0]
    who = f"profile {section.profile}" if section.profile else "AWS' own chain of credentials"
    message, hint = _told(error, doing, section, who)
    return UnavailableError(message, service=service, hint=hint)


def _told(error: BotoCoreError | ClientError, doing: str, section: AwsSettings, who: str) -> tuple[str, str]:
    log_in = f"log in again: aws sso login{f' --profile {section.profile}' if section.profile else ''}"
    if isinstance(error, ClientError):
        return _answered(error, doing, who, log_in)
    if isinstance(error, (SSOError, TokenRetrievalError)):
        return f"the login of {who} has expired", log_in
    if isinstance(error, (NoCredentialsError, PartialCredentialsError)):
        return f"there are no whole AWS credentials in {who}", "name one: aws.profile, or 'aws configure sso'"
    if isinstance(error, (EndpointConnectionError, ConnectTimeoutError, ReadTimeoutError)):
        return f"{doing}: AWS in {section.region} does not answer", "is aws.region right, and the network up?"
    return f"{doing}: {error}", "see 'corkboard target check aws'"


def _answered(error: ClientError, doing: str, who: str, log_in: str) -> tuple[str, str]:
    told = error.response.get("Error", {})
    code, words = told.get("Code", ""), told.get("Message", str(error))
    if code in EXPIRED:
        return f"the credentials of {who} have expired", log_in
    if code in UNKNOWN:
        return (
            f"AWS does not know the credentials of {who} ({code})",
            "see aws.profile and ~/.aws/credentials",
        )
    if code in DENIED:
        return f"{doing} is not allowed to {who}: {words}", f"give these credentials the right {doing}"
    if code == "InvalidInstanceId":
        return (
            f"{doing}: {words}",
            "does the EC2 client run? see 'corkboard target pull aws'",
        )
    if code in ABSENT:
        return f"{doing}: {words} ({code})", "was it made, and is --prefix right?"
    return f"{doing}: {words} ({code})", "see 'corkboard target check aws'"
