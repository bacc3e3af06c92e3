"""``up`` and ``down`` by CloudFormation's own API on an emulator: whole, interrupted, throttled, half-deployed."""

from __future__ import annotations

import functools
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from throttled import before

from corkboard import catalogue, clients
from corkboard.errors import CorkboardError, PreflightError, UnavailableError
from corkboard.settings import load
from corkboard_infra import golden, profiles
from corkboard_infra.deploy import assembly, down, emptying, leftovers, stacks, up
from corkboard_infra.deploy.cloud import Cloud, cloud_at

PREFIX = "corkboard"  # that of the committed templates
NOTHING = {"streams": [], "buckets": [], "apis": [], "roles": []}
LANDING = catalogue.bucket(PREFIX)


def settings_at(url):
    """Return settings whose AWS is at an address."""
    return load({"prefix": PREFIX, "aws": {"endpoint_url": url}}, environ={})


@pytest.fixture
def place(cloud):
    """Return the emulator as ``up`` sees it; whatever a test leaves is taken down."""
    made = cloud_at(settings_at(cloud.url))
    yield made
    down.take_down(made, *quiet())


def planned(profile=profiles.MINIMAL, **templates):
    """Return a profile's committed templates as ``up`` gets them; some may be given."""
    found = []
    for short in profile.stacks:
        text = templates.get(short) or golden.path(profile.name, short).read_text()
        known = frozenset(json.loads(text).get("Parameters", {}))
        found.append(assembly.Planned(short, f"{PREFIX}-{short}", text, parameters=known))
    return found


def quiet():
    """Return what is told to nobody."""
    return (lambda *_: None), (lambda _: None)


def interrupting(after):
    """Return a listener that interrupts at an event, as Ctrl-C does, and the events it heard."""
    heard = []

    def tell(stack, event):
        heard.append((stack, event.status))
        if len(heard) == after:
            raise KeyboardInterrupt

    return tell


def statuses(place):
    """Return what each stack is now."""
    seen = {short: stacks.see(place, f"{PREFIX}-{short}") for short in profiles.MINIMAL.stacks}
    return {short: one.status for short, one in seen.items() if one}


def test_up_makes_then_leaves_alone_then_changes(place):
    """The second time nothing is done; another template is a change of its stack alone."""
    template = json.loads(golden.path("minimal", "ingest").read_text())
    template["Resources"]["PinStream"]["Properties"]["RetentionPeriodHours"] = 48
    outcomes = [
        {one.stack: one.outcome for one in up.deploy(place, stacks_, quiet()[0])}
        for stacks_ in (planned(), planned(), planned(ingest=json.dumps(template)))
    ]

    assert outcomes == [
        {"lake": "created", "ingest": "created"},
        {"lake": "unchanged", "ingest": "unchanged"},
        {"lake": "unchanged", "ingest": "changed"},
    ]


def test_down_leaves_nothing_and_may_be_said_twice(cloud, place):
    """Buckets with objects too; what was deleted is told once."""
    up.deploy(place, planned(), quiet()[0])
    cloud.client("s3").put_object(Bucket=LANDING, Key="topics/one.json", Body=b"{}")

    assert down.take_down(place, *quiet()) == ["ingest", "lake"]
    assert (cloud.left(), leftovers.find(place)) == (NOTHING, [])
    assert down.take_down(place, *quiet()) == []


@pytest.mark.parametrize("after", [1, 6, 12, 25])
def test_an_interrupted_up_goes_on(place, after):
    """Wherever Ctrl-C comes: AWS goes on with the stack it was told to make, and ``up`` waits for it."""
    with pytest.raises(KeyboardInterrupt):
        up.deploy(place, planned(), interrupting(after))
    up.deploy(place, planned(), quiet()[0])

    assert statuses(place) == {"lake": "CREATE_COMPLETE", "ingest": "CREATE_COMPLETE"}


@pytest.mark.parametrize("after", [1, 8, 20])
def test_an_interrupted_down_goes_on(cloud, place, after):
    """And nothing is left."""
    up.deploy(place, planned(), quiet()[0])
    with pytest.raises(KeyboardInterrupt):
        down.take_down(place, interrupting(after), lambda _: None)
    down.take_down(place, *quiet())

    assert cloud.left() == NOTHING


def test_a_stack_that_could_not_be_made_is_named_and_then_made_anew(place):
    """AWS leaves ROLLBACK_COMPLETE, which can only be deleted; the next ``up`` does so."""
    template = json.loads(golden.path("minimal", "lake").read_text())
    broken = {"Type": "AWS::ApiGateway::Deployment", "Properties": {"RestApiId": "gone"}}
    template["Resources"]["Broken"] = broken
    with pytest.raises(CorkboardError, match="corkboard-lake is ROLLBACK_COMPLETE\nBroken: ") as failed:
        up.deploy(place, planned(lake=json.dumps(template)), quiet()[0])
    assert "console.aws.amazon.com/cloudformation" in failed.value.hint
    assert statuses(place) == {"lake": "ROLLBACK_COMPLETE"}

    up.deploy(place, planned(), quiet()[0])
    assert statuses(place) == {"lake": "CREATE_COMPLETE", "ingest": "CREATE_COMPLETE"}


def test_a_throttled_cloudformation_is_asked_again(cloud, place):
    """Every third call is refused; both ways end as if none were."""
    with before(cloud.url, lambda call: "Throttling" if call % 3 == 0 else None) as url:
        throttled = _formation_at(url, place, attempts=10)
        up.deploy(throttled, planned(), quiet()[0])
        assert statuses(place) == {"lake": "CREATE_COMPLETE", "ingest": "CREATE_COMPLETE"}
        down.take_down(throttled, *quiet())

    assert cloud.left() == NOTHING


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ("Throttling", UnavailableError, "goes on where it stopped"),
        ("ExpiredToken", PreflightError, "log in again"),
    ],
)
def test_what_breaks_in_the_middle_is_said_and_the_next_up_goes_on(cloud, place, code, kind, words):
    """Credentials expire while MSK is made; a throttled account stays throttled."""
    with before(cloud.url, lambda call: code if call > 4 else None) as url:
        broken = _formation_at(url, place, attempts=2)
        with pytest.raises(kind) as raised:
            up.deploy(broken, planned(), quiet()[0])
    assert words in raised.value.hint

    up.deploy(place, planned(), quiet()[0])
    assert statuses(place) == {"lake": "CREATE_COMPLETE", "ingest": "CREATE_COMPLETE"}


def _formation_at(url, place, *, attempts):
    """Return a place whose CloudFormation alone is at another address."""
    there = functools.cache(functools.partial(clients.aws, settings_at(url), attempts=attempts))
    choose = lambda service: there(service) if service == "cloudformation" else place.client(service)  # noqa: E731
    return Cloud(place.settings, choose, place.poll_s)


@pytest.fixture
def bucket(cloud):
    """Return a versioned bucket that is removed at the end."""
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="many")
    s3.put_bucket_versioning(Bucket="many", VersioningConfiguration={"Status": "Enabled"})
    yield "many"
    s3.delete_bucket(Bucket="many")  # S3 refuses a bucket that holds anything


def test_versions_markers_and_unfinished_uploads_go(cloud, place, bucket):
    """A bucket that looks empty may hold thousands of versions: S3 refuses to delete it, and so would CloudFormation."""
    s3 = cloud.client("s3")

    def write(number):
        s3.put_object(Bucket=bucket, Key=f"{number % 150:05}", Body=b"{}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(1050)))
    s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": f"{number:05}"} for number in range(150)]})
    s3.create_multipart_upload(Bucket=bucket, Key="unfinished")

    assert emptying.empty(place, bucket) == 1200
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket)


def test_what_is_left_is_listed_with_its_price_and_link(cloud, place):
    """Made by somebody's hand, so that no stack takes it away."""
    cloud.client("s3").create_bucket(Bucket=LANDING)
    stream = catalogue.FEEDS[0].stream(PREFIX)
    cloud.client("kinesis").create_stream(StreamName=stream, ShardCount=2)
    try:
        found = {one.kind: one for one in leftovers.find(place)}
    finally:
        cloud.client("s3").delete_bucket(Bucket=LANDING)
        cloud.client("kinesis").delete_stream(StreamName=stream)

    assert set(found) == {"s3", "kinesis"}
    assert found["kinesis"].usd_per_day == pytest.approx(2 * 24 * 0.015)
    assert found["s3"].link == f"https://us-east-1.console.aws.amazon.com/s3/buckets/{LANDING}"
