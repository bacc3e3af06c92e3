"""MSK's and MSK Connect's APIs as one ASGI application; made at the first call, as few stacks get one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response
from starlette.routing import Route, Router

from corkboard import catalogue, logs
from corkboard_proxy.answers import Answer, send_answer
from corkboard_proxy.body import BodyError, ClientGoneError, read_body
from corkboard_proxy.msk.clusters import Clusters
from corkboard_proxy.msk.configurations import Configurations
from corkboard_proxy.msk.connectors import Connectors
from corkboard_proxy.msk.errors import BadRequestError, ForbiddenError, MskError, NotFoundError
from corkboard_proxy.msk.files import load
from corkboard_proxy.msk.operations import operations, parameters, path_of
from corkboard_proxy.msk.plugins import Plugins
from corkboard_proxy.msk.state import Book
from corkboard_proxy.msk.worker import Worker
from corkboard_proxy.server import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from botocore.model import OperationModel
    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from corkboard.settings import Settings
    from corkboard_proxy.limits import Limits

    Call = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]

SIGNED = "AWS4-HMAC-SHA256 "
HOSTS = [LOOPBACK, "localhost", "*.localhost"]  # a web page whose name leads here signs what it likes
ANY = ["GET", "POST", "PUT", "PATCH", "DELETE"]


class MskApp:
    """The application.

    Args:
        settings: Which stack.
        limits: What one client may ask.
        start_worker: Starts the Connect worker anew.
    """

    def __init__(
        self, settings: Settings, limits: Limits, start_worker: Callable[[], Awaitable[None]] = load
    ) -> None:
        self._settings = settings
        self._limits = limits
        self._start_worker = start_worker
        self._plugins: Plugins | None = None
        self._routes: Router | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call; whatever goes wrong becomes an answer of AWS' shape."""
        try:
            self._routes = self._routes or self._make()
            await self._routes(scope, receive, send)
        except ClientGoneError:
            return
        except MskError as error:
            await send_answer(error.answer(), send)
        except Exception as error:  # noqa: BLE001 - the one place that answers for what nobody foresaw
            logs.logger("msk").error("call.failed", path=scope["path"], exc_info=error)
            await send_answer(MskError("the call failed; see 'corkboard logs proxy'").answer(), send)

    async def close(self) -> None:
        """Stop loading plugins."""
        if self._plugins:
            await self._plugins.close()

    def _make(self) -> Router:
        settings, worker = self._settings, Worker(self._settings.connect.url)
        book = Book(settings.state_dir / catalogue.MSK_DIR, settings.aws.region)
        configurations, self._plugins = Configurations(book), Plugins(settings, book, self._start_worker)
        connectors = Connectors(settings, book, worker, self._plugins, configurations)
        calls = _calls(Clusters(settings, book.state.began_at, worker), connectors)
        calls |= _parts(self._plugins, configurations)
        routes = [self._route(one, calls.get(one.name)) for one in operations()]
        of_here = Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)
        return Router([*routes, Route("/{path:path}", _no_call, methods=ANY)], middleware=[of_here])

    def _route(self, operation: OperationModel, call: Call | None) -> Route:
        async def answer(request: Request) -> Response:
            if not request.headers.get("authorization", "").startswith(SIGNED):
                raise ForbiddenError("the call is not signed: use AWS' tools, with any keys")
            content = await self._body(request)
            if call is None:
                raise BadRequestError(f"{operation.name} is not offered here")
            asked = parameters(operation, request.path_params, request.query_params, content)
            return _response(Answer(200, msgspec.json.encode(await call(asked))))

        return Route(path_of(operation), answer, methods=[operation.http["method"]])

    async def _body(self, request: Request) -> dict[str, Any]:
        try:
            content = await read_body(request.receive, self._limits)
            found = msgspec.json.decode(content) if content else {}
        except ClientGoneError:
            raise
        except BodyError as error:
            raise BadRequestError(str(error)) from error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BadRequestError(f"the body is not JSON: {error}") from error
        if not isinstance(found, dict):
            raise BadRequestError("the body is not a JSON object")
        return found


def _calls(clusters: Clusters, connectors: Connectors) -> dict[str, Call]:
    return {
        "DescribeCluster": clusters.describe,
        "DescribeClusterV2": clusters.describe_v2,
        "ListClusters": clusters.listed,
        "ListClustersV2": clusters.listed_v2,
        "GetBootstrapBrokers": clusters.brokers,
        "CreateConnector": connectors.create,
        "DescribeConnector": connectors.describe,
        "ListConnectors": connectors.listed,
        "UpdateConnector": connectors.update,
        "DeleteConnector": connectors.delete,
    }


def _parts(plugins: Plugins, configurations: Configurations) -> dict[str, Call]:
    return {
        "CreateCustomPlugin": plugins.create,
        "DescribeCustomPlugin": plugins.describe,
        "ListCustomPlugins": plugins.listed,
        "DeleteCustomPlugin": plugins.delete,
        "CreateWorkerConfiguration": configurations.create,
        "DescribeWorkerConfiguration": configurations.describe,
        "ListWorkerConfigurations": configurations.listed,
        "DeleteWorkerConfiguration": configurations.delete,
    }


async def _no_call(request: Request) -> Response:
    raise NotFoundError(f"{request.method} {request.url.path} is no call of MSK's or MSK Connect's")


def _response(answer: Answer) -> Response:
    response = Response(answer.body, answer.status)
    response.raw_headers = list(answer.all_headers())
    return response
