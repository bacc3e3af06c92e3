"""MySQL's stand-in: a MariaDB server from the parts, or a server program on PATH."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from corkboard.errors import PreflightError
from corkboard.settings import reveal
from corkboard.stack import lockfile, outputs, probes, processes
from corkboard.stack.component import Component

if TYPE_CHECKING:
    from corkboard.stack.context import Context

INSTALL_TIMEOUT_S = 60
SYSTEM_FOLDERS = f"{os.defpath}:/usr/sbin:/usr/local/sbin:/opt/homebrew/bin"  # often not on a person's PATH
ROOT = "root"


def component(context: Context) -> Component:
    """Return the database server."""
    settings, port = context.settings, context.ports["mysql"]
    data = context.data_dir("mysql")
    return Component(
        name="mysql",
        command=(
            str(_server(context)),
            "--no-defaults",
            *_base_options(context),
            f"--datadir={data}",
            "--bind-address=127.0.0.1",
            f"--port={port}",
            f"--socket={context.runtime_dir / 'mysql.sock'}",
            f"--pid-file={context.runtime_dir / 'mysql.pid'}",
            f"--init-file={context.conf_dir() / 'mysql-init.sql'}",
            "--skip-ssl",
            "--character-set-server=utf8mb4",
            "--performance-schema=OFF",
            "--innodb-buffer-pool-size=64M",
            "--innodb-log-file-size=48M",
            "--max-connections=100",
            "--max-allowed-packet=64M",
            "--skip-log-bin",
            *(("--user=root",) if os.geteuid() == 0 else ()),
        ),
        address=f"{settings.database.host}:{port}",
        ready=lambda: probes.mysql(settings),
        prepare=lambda: _prepare(context, data),
    )


def _server(context: Context) -> Path:
    """Return the server program, or say what to install."""
    packed = context.parts.database_home / "bin" / "mariadbd"
    if packed.exists():
        return packed
    for name in ("mariadbd", "mysqld"):
        if found := shutil.which(name) or shutil.which(name, path=SYSTEM_FOLDERS):
            return Path(found)
    raise PreflightError(
        f"there is no database server for {lockfile.this_platform()} among the parts, and none on PATH",
        hint="install mariadb-server (Debian: apt install mariadb-server-core; macOS: brew install mariadb)",
    )


def _base_options(context: Context) -> tuple[str, ...]:
    home = context.parts.database_home
    if not home.exists():
        return ()
    return (
        f"--basedir={home}",
        f"--lc-messages-dir={home / 'share'}",
        f"--plugin-dir={home / 'lib' / 'plugin'}",
    )


def _prepare(context: Context, data: Path) -> None:
    """Make the data folder at the first start, and the statements that set the administrator's password."""
    _write_password_statement(context)
    if (data / "mysql").exists():
        return
    shutil.rmtree(data, ignore_errors=True)
    data.parent.mkdir(parents=True, exist_ok=True)
    processes.finish(
        _install_command(context, data), what="the database's data folder", timeout_s=INSTALL_TIMEOUT_S
    )


def _install_command(context: Context, data: Path) -> list[str]:
    home = context.parts.database_home
    as_root = ["--user=root"] if os.geteuid() == 0 else []
    script = home / "scripts" / "mariadb-install-db"
    if script.exists():
        options = ["--no-defaults", f"--basedir={home}", f"--datadir={data}", "--skip-test-db"]
        return [str(script), *options, "--auth-root-authentication-method=normal", *as_root]
    server = _server(context)
    if server.name == "mysqld":
        return [str(server), "--no-defaults", f"--datadir={data}", "--initialize-insecure", *as_root]
    installer = shutil.which("mariadb-install-db") or "mariadb-install-db"
    options = ["--no-defaults", f"--datadir={data}", "--skip-test-db"]
    return [installer, *options, "--auth-root-authentication-method=normal", *as_root]


def _write_password_statement(context: Context) -> None:
    """Let the server set the administrator's password itself at each start: it is in no argument."""
    section = context.settings.database
    made = outputs.make_secret(context.settings, "mysql-admin").read_text()
    password = reveal(section.admin_password) or made
    is_root = section.admin_user == ROOT
    lines = [f"ALTER USER '{ROOT}'@'localhost' IDENTIFIED BY {_literal(password if is_root else made)};"]
    if not is_root:
        account = f"{_literal(section.admin_user)}@'localhost'"
        lines += [
            f"CREATE USER IF NOT EXISTS {account};",
            f"ALTER USER {account} IDENTIFIED BY {_literal(password)};",
            f"GRANT ALL PRIVILEGES ON *.* TO {account} WITH GRANT OPTION;",
        ]
    statements = context.conf_dir() / "mysql-init.sql"
    statements.parent.mkdir(parents=True, exist_ok=True)
    statements.touch(mode=0o600)
    statements.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _literal(text: str) -> str:
    """Return a string in quotes on one line, as the server reads its first statements line by line."""
    escaped = text.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n").replace("\r", "\\r")
    return f"'{escaped}'"
