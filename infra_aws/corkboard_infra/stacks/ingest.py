"""API Gateway from the same definition that the gateway here runs, and Kinesis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_kinesis as kinesis

from corkboard_infra import definition, names, policies
from corkboard_infra.stacks.frame import output, role

if TYPE_CHECKING:
    from corkboard_infra.stacks.frame import Site
    from corkboard_infra.stacks.rest_proxy import RestProxy

RETENTION_HOURS = 24
REQUESTS_PER_S = 1000
BURST = 2000


@dataclass(frozen=True, slots=True)
class Ingest:
    """The streams by their words, such as ``Pin``."""

    streams: dict[str, kinesis.CfnStream]


def build(site: Site, proxy: RestProxy | None) -> Ingest:
    """Return the streams, behind an API that reaches the REST proxy too where there is one."""
    stack = site.stack("ingest", "API Gateway and Kinesis")
    streams = {word: _stream(stack, site, word, name) for word, name in names.streams(site.settings).items()}
    caller = role(
        stack,
        "GatewayRole",
        trust=policies.trust("apigateway.amazonaws.com"),
        may=policies.put_to_streams([stream.attr_arn for stream in streams.values()]),
    )
    variables = {"kinesisRole": f"role/{caller.ref}", **_routes(stack, site, proxy)}
    written = _document(site, has_proxy=proxy is not None)
    api = _api(stack, site, written)
    # Who may call is served with a deployment too, so it is part of the deployment's name.
    stage = _stage(stack, site, api, definition.digest({**written, "clients": site.clients}), variables)
    output(stack, "gateway.url", f"https://{api.ref}.execute-api.{cdk.Aws.REGION}.{cdk.Aws.URL_SUFFIX}")
    output(stack, "gateway.stage", stage.stage_name or "")
    return Ingest(streams)


def _stream(stack: cdk.Stack, site: Site, word: str, name: str) -> kinesis.CfnStream:
    stream = kinesis.CfnStream(
        stack,
        f"{word}Stream",
        name=name,
        shard_count=site.settings.kinesis.shards,
        retention_period_hours=RETENTION_HOURS,
        stream_mode_details=kinesis.CfnStream.StreamModeDetailsProperty(stream_mode="PROVISIONED"),
        stream_encryption=kinesis.CfnStream.StreamEncryptionProperty(
            encryption_type="KMS", key_id="alias/aws/kinesis"
        ),
    )
    stream.apply_removal_policy(cdk.RemovalPolicy.DESTROY)
    return stream


def _document(site: Site, *, has_proxy: bool) -> dict[str, Any]:
    """Return the definition with the routes that this deployment has."""
    document = definition.read()
    definition.check(document)
    if site.profile.is_emulated:
        return document
    return definition.through_link(document) if has_proxy else definition.without_kafka(document)


def _routes(stack: cdk.Stack, site: Site, proxy: RestProxy | None) -> dict[str, str]:
    """Return the stage's variables that lead to the REST proxy."""
    if site.profile.is_emulated:
        return {"restProxy": f"127.0.0.1:{site.settings.rest.port}"}
    if proxy is None:
        return {}
    link = apigateway.CfnVpcLink(
        stack, "Link", name=names.stack(site.settings, "rest-proxy"), target_arns=[proxy.balancer_arn]
    )
    return {"vpcLink": link.ref, "restProxy": f"{proxy.balancer_name}:{names.REST_PORT}"}


def _api(stack: cdk.Stack, site: Site, document: dict[str, Any]) -> apigateway.CfnRestApi:
    here = definition.Place(cdk.Aws.PARTITION, cdk.Aws.REGION, cdk.Aws.ACCOUNT_ID)
    return apigateway.CfnRestApi(
        stack,
        "Api",
        name=names.stack(site.settings, "api"),
        body=definition.placed(document, here),
        policy=policies.only_from("execute-api:/*", site.clients),
        endpoint_configuration=apigateway.CfnRestApi.EndpointConfigurationProperty(types=["REGIONAL"]),
    )


def _stage(
    stack: cdk.Stack, site: Site, api: apigateway.CfnRestApi, digest: str, variables: dict[str, str]
) -> apigateway.CfnStage:
    """Return the stage; its deployment is named by the definition, so that a new one is served."""
    deployment = apigateway.CfnDeployment(
        stack, f"Deployment{digest}", rest_api_id=api.ref, description=digest
    )
    limits = apigateway.CfnStage.MethodSettingProperty(
        http_method="*",
        resource_path="/*",
        metrics_enabled=True,
        throttling_rate_limit=REQUESTS_PER_S,
        throttling_burst_limit=BURST,
    )
    return apigateway.CfnStage(
        stack,
        "Stage",
        rest_api_id=api.ref,
        deployment_id=deployment.ref,
        stage_name=site.settings.gateway.stage,
        variables=variables,
        method_settings=[limits],
    )
