"""What AWS says when it refuses, in our words and with the next step; touches no system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore import exceptions as boto

from corkboard.errors import PreflightError, UnavailableError

if TYPE_CHECKING:
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
THROTTLED = {
    "RequestLimitExceeded",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
}
NO_KEYS = (boto.NoCredentialsError, boto.PartialCredentialsError, boto.ProfileNotFound)
NO_LOGIN = (boto.SSOError, boto.TokenRetrievalError, boto.CredentialRetrievalError)
NO_ANSWER = (boto.ConnectionError, boto.HTTPClientError)
Foreign = boto.BotoCoreError | boto.ClientError
Told = tuple[str, str]  # what went wrong, and the next step


def refused(
    error: Foreign, doing: str, section: AwsSettings, *, again: str = ""
) -> PreflightError | UnavailableError:
    """Return our error for one of botocore's.

    Args:
        error: What botocore raised.
        doing: The right that the call needs, such as ``sts:GetCallerIdentity``; of several calls to one
            service its name, such as ``cloudformation``, and the one that was refused is named.
        section: As whom, and in which region.
        again: What to do after the next step, such as to run the same command again.

    Returns:
        ``PreflightError`` where credentials are missing, expired or unknown to AWS; ``UnavailableError`` for
        all else that AWS refuses, and where it does not answer.
    """
    service, _, right = doing.partition(":")
    if isinstance(error, boto.ClientError) and not right:
        doing = f"{service}:{error.operation_name}"
    lack = _lack(error, section)
    message, hint = lack or _told(error, doing, section)
    hint = f"{hint}; then {again}" if again else hint
    return (
        PreflightError(message, hint=hint) if lack else UnavailableError(message, service=service, hint=hint)
    )


def code_of(error: boto.ClientError) -> str:
    """Return what AWS calls an error, such as ``Throttling``."""
    return str(error.response.get("Error", {}).get("Code", ""))


def is_no_stack(error: boto.ClientError) -> bool:
    """Say whether it is CloudFormation's answer that there is no such stack."""
    return code_of(error) == "ValidationError" and "does not exist" in str(error)


def _lack(error: Foreign, section: AwsSettings) -> Told | None:
    """Return what is wrong with the credentials; none where it is something else."""
    who = _who(section)
    log_in = f"log in again: aws sso login{f' --profile {section.profile}' if section.profile else ''}"
    if isinstance(error, NO_KEYS):
        return (
            f"there are no whole AWS credentials in {who}: {error}",
            "name some: aws.profile, or 'aws configure sso'",
        )
    if isinstance(error, NO_LOGIN):
        return f"the login of {who} has expired, or does not work: {error}", log_in
    if isinstance(error, boto.ClientError) and code_of(error) in EXPIRED:
        return f"the credentials of {who} have expired", log_in
    if isinstance(error, boto.ClientError) and code_of(error) in UNKNOWN:
        return (
            f"AWS does not know the credentials of {who} ({code_of(error)})",
            "see aws.profile and ~/.aws/credentials",
        )
    return None


def _told(error: Foreign, doing: str, section: AwsSettings) -> Told:
    if isinstance(error, boto.ClientError):
        return _answered(error, doing, section)
    if isinstance(error, NO_ANSWER):
        return (
            f"{doing}: AWS in {section.region} does not answer: {error}",
            "see whether aws.region is right and the network is up",
        )
    return f"{doing}: {error}", "see 'corkboard target check aws'"


def _answered(error: boto.ClientError, doing: str, section: AwsSettings) -> Told:
    code, words = code_of(error), error.response.get("Error", {}).get("Message", str(error))
    if code in DENIED:
        return (
            f"{doing} is not allowed to {_who(section)}: {words}",
            f"give these credentials the right {doing}",
        )
    if code in THROTTLED:
        return f"{doing}: AWS is asked too often: {words} ({code})", "wait a minute"
    if code == "InvalidInstanceId":
        return f"{doing}: {words}", "does the EC2 client run? see 'corkboard target pull aws'"
    if code in ABSENT:
        return f"{doing}: {words} ({code})", "see whether it was made, and --prefix is right"
    return f"{doing}: {words} ({code})", "see 'corkboard target check aws'"


def _who(section: AwsSettings) -> str:
    return f"profile {section.profile}" if section.profile else "AWS' own chain of credentials"
