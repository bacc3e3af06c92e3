"""An S3 of one bucket: GET and ListObjectsV2, each request's signature computed anew by botocore."""

from __future__ import annotations

import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from corkboard.bucket.access import Access

KEY_ID, SECRET, REGION, BUCKET = "key-id", "se/cr+et=", "eu-west-1", "user-0a1b-bucket"
PAGE = 3


def access_to(server, **changes):
    """Return an access to the server, right unless changed."""
    values = {
        "endpoint": f"http://127.0.0.1:{server.server_port}",
        "region": REGION,
        "bucket": BUCKET,
        "key_id": KEY_ID,
        "secret": SECRET,
    }
    return Access(**{**values, **changes})


class SignedBucket(ThreadingHTTPServer):
    """The server.

    Attributes:
        objects: Bodies by key.
        troubles: What the next requests meet instead of an answer: an HTTP status, or ``cut``.
        requests: Every path asked for, with its query.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.objects, self.troubles, self.requests = {}, [], []


class Handler(BaseHTTPRequestHandler):
    """One request after the other on a kept connection."""

    protocol_version = "HTTP/1.1"
    server: SignedBucket

    def do_GET(self):
        """Answer if the signature is right."""
        self.server.requests.append(self.path)
        trouble = self.server.troubles.pop(0) if self.server.troubles else None
        if trouble == "cut":
            self._answer(200, b"half", length=100)
            self.close_connection = True
        elif trouble:
            self._answer(trouble, b"<Error/>")
        elif self.headers["authorization"] != self._expected():
            self._answer(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
        else:
            self._serve(urlsplit(self.path))

    def _serve(self, address):
        _, bucket, *key = unquote(address.path).split("/", 2)
        if bucket != BUCKET:
            self._answer(404, b"<Error><Code>NoSuchBucket</Code></Error>")
        elif not key:
            self._answer(200, self._page({name: value[0] for name, value in parse_qs(address.query).items()}))
        elif key[0] in self.server.objects:
            self._answer(200, self.server.objects[key[0]])
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def _page(self, query):
        """Return a page of at most PAGE keys, as ListObjectsV2 does."""
        assert query["list-type"] == "2"
        after = query.get("continuation-token", query.get("start-after", ""))
        prefix, size = query["prefix"], min(PAGE, int(query.get("max-keys", PAGE)))
        keys = [key for key in sorted(self.server.objects) if key.startswith(prefix) and key > after]
        if "delimiter" in query:
            folders = {re.match(re.escape(prefix) + "[^/]*/", key)[0] for key in keys}
            inner = "".join(
                f"<CommonPrefixes><Prefix>{escape(one)}</Prefix></CommonPrefixes>" for one in sorted(folders)
            )
        else:
            sizes = {key: len(self.server.objects[key]) for key in keys[:size]}
            inner = "".join(
                f"<Contents><Key>{escape(key)}</Key><Size>{size}</Size></Contents>"
                for key, size in sizes.items()
            )
            if len(keys) > size:
                inner += f"<NextContinuationToken>{escape(keys[size - 1])}</NextContinuationToken>"
        return f'<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{inner}</ListBucketResult>'.encode()

    def _expected(self):
        """Return the header that botocore's own signer makes of this request."""
        signed = self.headers["authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
        address = f"http://{self.headers['host']}{self.path}"
        request = AWSRequest("GET", address, headers={name: self.headers[name] for name in signed})
        request.context["timestamp"] = self.headers["x-amz-date"]
        token = self.headers.get("x-amz-security-token")
        signer = S3SigV4Auth(Credentials(KEY_ID, SECRET, token), "s3", REGION)
        text = signer.string_to_sign(request, signer.canonical_request(request))
        scope = signer.scope(request)
        names = ";".join(sorted(signed))
        return f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders={names}, Signature={signer.signature(text, request)}"

    def _answer(self, status, body, length=None):
        self.send_response(status)
        self.send_header("content-length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""
