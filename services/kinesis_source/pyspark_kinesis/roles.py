"""Credentials of an assumed role, renewed before they expire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark_kinesis.options import Access


def assume(session: Any, access: Access, region: str, config: Any) -> None:
    """Let a botocore session act in the role, with the keys that it has now.

    Args:
        session: The session.
        access: The role, and how STS is asked for it.
        region: The region whose STS is asked.
        config: How STS is asked: botocore's own time limits are minutes.
    """
    from botocore.credentials import (  # noqa: PLC0415 - imported where Spark needs it, see client
        AssumeRoleCredentialFetcher,
        DeferredRefreshableCredentials,
    )

    def sts(service: str, **asked: Any) -> Any:
        address = {"region_name": region, "endpoint_url": access.sts_endpoint or None, "config": config}
        return session.create_client(service, **{**asked, **address})

    asked = {"RoleSessionName": access.session_name}
    fetcher = AssumeRoleCredentialFetcher(
        client_creator=sts,
        source_credentials=session.get_credentials(),
        role_arn=access.role,
        extra_args={**asked, **({"ExternalId": access.external_id} if access.external_id else {})},
    )
    session._credentials = DeferredRefreshableCredentials(  # noqa: SLF001 - as botocore's own tests do
        method="assume-role", refresh_using=fetcher.fetch_credentials
    )
