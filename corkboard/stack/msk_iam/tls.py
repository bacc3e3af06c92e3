"""TLS for the listener: an authority of this stack's own, which signs the broker's key and is forgotten.

secrets/kafka-tls/
    broker.p12   the broker's key; the password is the secret ``kafka-store``
    ca.pem       the authority, for librdkafka
    ca.p12       the same for Java, without a password: it holds nothing secret
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from corkboard.stack import outputs, processes

if TYPE_CHECKING:
    from pathlib import Path

    from corkboard.settings import Settings

STORE = "kafka-store"
DAYS = 825
TIMEOUT_S = 60
HOSTS = ("localhost", "127.0.0.1")
KEY = ("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-storetype", "PKCS12")
OPEN = ("-J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE", "-J-Dkeystore.pkcs12.macAlgorithm=NONE")


def folder(settings: Settings) -> Path:
    """Return where the files are, or will be."""
    return outputs.secret_file(settings, outputs.KAFKA_TLS)


def make(settings: Settings, java_home: Path) -> Path:
    """Return the folder; its files are made at the first call, all or none.

    Raises:
        PreflightError: ``keytool`` failed; carries its words.
    """
    made = folder(settings)
    if made.exists():
        return made
    password = outputs.make_secret(settings, STORE)
    draft = made.with_name(f"{made.name}.making")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    for step in _steps(draft, password):
        command = [str(java_home / "bin" / "keytool"), *step]
        processes.finish(command, what="the broker's certificate", timeout_s=TIMEOUT_S)
    for passing in ("authority.p12", "broker.csr", "broker.pem"):
        (draft / passing).unlink()
    return draft.rename(made)


def _steps(at: Path, password: Path) -> list[list[str]]:
    """Return what ``keytool`` is told, one call after the other."""
    valid = ["-validity", str(DAYS)]
    authority = ["-keystore", f"{at}/authority.p12", "-storepass:file", str(password), "-alias", "ca"]
    broker = ["-keystore", f"{at}/broker.p12", "-storepass:file", str(password)]
    names = "san=" + ",".join(f"{'ip' if host[0].isdigit() else 'dns'}:{host}" for host in HOSTS)
    signs = ["-dname", "CN=Corkboard's local MSK", "-ext", "bc:c=ca:true", "-ext", "ku:c=keyCertSign,cRLSign"]
    serves = ["-ext", names, "-ext", "eku=serverAuth"]
    request, signed, ca = f"{at}/broker.csr", f"{at}/broker.pem", f"{at}/ca.pem"
    trusted = ["-importcert", "-noprompt", "-alias", "ca", "-file", ca]
    return [
        [*KEY, *authority, *valid, *signs],
        ["-exportcert", "-rfc", *authority, "-file", ca],
        [*KEY, *broker, *valid, "-alias", "broker", "-dname", "CN=localhost"],
        ["-certreq", *broker, "-alias", "broker", "-file", request],
        ["-gencert", "-rfc", *authority, *valid, "-infile", request, "-outfile", signed, *serves],
        [*trusted, *broker],
        ["-importcert", "-noprompt", *broker, "-alias", "broker", "-file", signed],
        [
            *trusted,
            "-storetype",
            "PKCS12",
            "-keystore",
            f"{at}/ca.p12",
            "-storepass:file",
            str(password),
            *OPEN,
        ],
    ]
