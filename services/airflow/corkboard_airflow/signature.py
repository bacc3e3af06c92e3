"""Checks that a request was signed (SigV4) with the stack's own keys, as AWS would."""

from __future__ import annotations

import hmac
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from corkboard_airflow.refusals import Denied

if TYPE_CHECKING:
    from collections.abc import Mapping

SERVICE = "airflow"
SKEW = timedelta(minutes=15)
FORM = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/,\s]+)/(\d{8})/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request,\s*"
    r"SignedHeaders=([a-z0-9;-]+),\s*Signature=([0-9a-f]{64})"
)


def require(
    method: str, url: str, headers: Mapping[str, str], body: bytes, *, keys: tuple[str, str], now: datetime
) -> None:
    """Refuse a request whose signature does not hold.

    Args:
        method: Such as ``POST``.
        url: As the client has called it.
        headers: By lower-case name.
        body: As it was sent.
        keys: The access key and its secret.
        now: With its time zone.

    Raises:
        Denied: It is not signed, with other keys, or at another time.
    """
    found = FORM.fullmatch(headers.get("authorization", ""))
    if found is None:
        raise Denied("Missing Authentication Token: sign the request as AWS' tools do")
    access_key, _, region, service, names, signature = found.groups()
    if access_key != keys[0] or service != SERVICE:
        raise Denied(f"the access key, or the service {service}, is not this stack's: see 'corkboard env'")
    _require_recent(headers.get("x-amz-date", ""), now)
    signed = {name: headers[name] for name in names.split(";") if name in headers}
    request = AWSRequest(method, url, data=body, headers=signed)
    request.context["timestamp"] = headers["x-amz-date"]
    signer = SigV4Auth(Credentials(*keys), SERVICE, region)
    expected = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
    if not hmac.compare_digest(expected, signature):
        raise Denied("The request signature we calculated does not match: is the secret key this stack's?")


def _require_recent(stamp: str, now: datetime) -> None:
    try:
        signed_at = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise Denied(f"x-amz-date is {stamp!r}, not a time such as 20260102T030405Z") from error
    if abs(now - signed_at) > SKEW:
        raise Denied(f"Signature expired: it is of {stamp}, and here it is {now:%Y%m%dT%H%M%SZ}")
