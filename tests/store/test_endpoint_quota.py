"""Quotas that are kept in the bucket itself, as on Lambda: by a real store's conditional writes."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from gymbrowser.endpoint.handler import Endpoint, Request
from tests.endpoint import ORIGIN, template_bucket
from tests.seaweedfs import S3Server
from tests.store.test_endpoint import Lab
from tests.unit.test_endpoint_quota import asked, sessions

AT_ONCE = 20
"""As many instances of the function as the template lets run (`Concurrency`)."""


def test_instances_that_know_nothing_of_each_other_count_exactly(
    s3_server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", s3_server.endpoint.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", s3_server.endpoint.secret_key)
    with template_bucket(s3_server, "endpoint-quota", ORIGIN) as name:
        lab = Lab(s3_server, name)
        instances = [lab.endpoint() for _ in range(AT_ONCE)]
        started = Barrier(AT_ONCE)

        def take(instance: Endpoint, session: str) -> str:
            body = asked(session, experiment="study")
            started.wait()
            while True:  # as the page does, which asks again
                answer = instance.answer(Request("POST", ORIGIN, body))
                if answer.status != 503:
                    return str(json.loads(answer.body)["levels"]["partner"])

        with ThreadPoolExecutor(AT_ONCE) as pool:
            levels = list(pool.map(take, instances, sessions(0, AT_ONCE)))
        assert Counter(levels) == {"skilled": AT_ONCE / 2, "naive": AT_ONCE / 2}, lab.warnings
        (document,) = lab.objects("endpoint/")
        assert document.startswith("endpoint/in/study/live/quotas/")
