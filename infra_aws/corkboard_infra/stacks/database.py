"""RDS for MySQL: what the database server here stands in for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_rds as rds

from corkboard_infra import names, sizes
from corkboard_infra.stacks.frame import output

if TYPE_CHECKING:
    from corkboard_infra.stacks.frame import Site
    from corkboard_infra.stacks.network import Network

VERSION, FAMILY = "8.4.9", "mysql8.4"
CLASS = "db.t4g.micro"
BACKUP_DAYS = 1


def build(site: Site, network: Network) -> None:
    """Make a private server whose administrator's password only Secrets Manager knows."""
    stack = site.stack("database", "RDS for MySQL")
    server = _server(stack, site, network)
    server.apply_removal_policy(cdk.RemovalPolicy.DESTROY)
    output(stack, "database.host", server.attr_endpoint_address)
    output(stack, "database.admin_user", _administrator(site))
    output(
        stack,
        "database.admin_password",
        f"secretsmanager:{server.attr_master_user_secret_secret_arn}#password",
    )


def _server(stack: cdk.Stack, site: Site, network: Network) -> rds.CfnDBInstance:
    subnets = rds.CfnDBSubnetGroup(
        stack, "Subnets", db_subnet_group_description="Corkboard", subnet_ids=network.subnets
    )
    return rds.CfnDBInstance(
        stack,
        "Server",
        engine="mysql",
        engine_version=VERSION,
        db_instance_class=CLASS,
        allocated_storage=str(sizes.DATABASE_STORAGE_GB),
        storage_type="gp3",
        storage_encrypted=True,
        db_name=site.settings.database.name,
        master_username=_administrator(site),
        manage_master_user_password=True,
        db_parameter_group_name=_parameters(stack).ref,
        db_subnet_group_name=subnets.ref,
        vpc_security_groups=[network.group("database")],
        publicly_accessible=False,
        port=str(names.MYSQL_PORT),
        backup_retention_period=BACKUP_DAYS,
        delete_automated_backups=True,
        deletion_protection=False,
        auto_minor_version_upgrade=False,
    )


def _parameters(stack: cdk.Stack) -> rds.CfnDBParameterGroup:
    return rds.CfnDBParameterGroup(
        stack,
        "Parameters",
        description="Corkboard: nobody without TLS",
        family=FAMILY,
        parameters={"require_secure_transport": "1"},
    )


def _administrator(site: Site) -> str:
    """Return the administrator's name; RDS takes no ``root``."""
    named = site.settings.database.admin_user
    return "corkboard_admin" if named == "root" else named
