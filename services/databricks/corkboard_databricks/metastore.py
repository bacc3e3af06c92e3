"""The database of Hive's metastore, and the account that reaches nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from corkboard import clients
from corkboard.errors import UnavailableError
from corkboard.settings import reveal

if TYPE_CHECKING:
    from corkboard.settings import Settings


def prepare(settings: Settings) -> None:
    """Make database and account, unless they are there; its tables are Hive's own business.

    The database is Latin-1: with utf8mb4 Hive's key columns are too long. Names of tables are ASCII there.

    Raises:
        UnavailableError: The server does not answer, or refuses.
    """
    section = settings.databricks
    engine = clients.database(settings, admin=True, schema=False)
    account = {"user": section.metastore_user, "password": reveal(section.metastore_password)}
    try:
        with engine.connect() as connection:
            connection.execute(
                text(f"create database if not exists `{section.metastore}` character set latin1")
            )
            for statement in (
                "create user if not exists :user@'%' identified by :password",
                "alter user :user@'%' identified by :password",
            ):
                connection.execute(text(statement), account)
            grant = f"grant all privileges on `{section.metastore}`.* to :user@'%'"
            connection.execute(text(grant), {"user": section.metastore_user})
            connection.commit()
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", error)).strip().splitlines()[0]
        raise UnavailableError(f"the metastore's database: {said}", service="mysql") from error
    finally:
        engine.dispose()
