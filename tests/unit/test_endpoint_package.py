"""What goes to AWS: a template that cfn-lint takes, and a zip; tests/store runs what is in it."""

import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from cfnlint.api import ManualArgs, lint  # type: ignore[import-untyped]

from gymbrowser.endpoint.package import MODULES, PLATFORM, PYTHON, package, pinned_pydantic
from gymbrowser.endpoint.settings import VARIABLE, Settings
from gymbrowser.errors import UserError
from tests.cloudformation import TEMPLATE, resources, role_policy


@pytest.fixture
def function() -> Any:
    return resources({})["Function"]["Properties"]


def test_cfn_lint_has_no_complaint() -> None:
    """But W3002: the code is a file beside the template, which `package` uploads."""
    found = lint(TEMPLATE.read_text(encoding="utf-8"), config=ManualArgs(regions=["eu-west-1"]))
    assert [(match.rule.id, match.message) for match in found if match.rule.id != "W3002"] == []


def test_cfn_lint_would_complain() -> None:
    text = TEMPLATE.read_text(encoding="utf-8").replace("BucketOwnerEnforced", "Anybody")
    found = lint(text, config=ManualArgs(regions=["eu-west-1"]))
    assert any("Anybody" in match.message for match in found)


def test_the_function_knows_every_variable_that_it_is_given(function: Any) -> None:
    given = function["Environment"]["Variables"]
    names = {name.removeprefix(VARIABLE).lower() for name in given}
    assert names <= set(Settings.model_fields)
    required = {name for name, field in Settings.model_fields.items() if field.is_required()}
    assert required <= names


def test_the_role_may_do_what_it_must_and_nothing_else() -> None:
    """Each of its rights is used in tests/store/test_endpoint.py, and others are refused there."""
    values = {"AWS::Partition": "aws", "Bucket": "my-bucket", "Prefix": "in/balance"}
    records, state = "my-bucket/in/balance/*", "my-bucket/endpoint/in/balance/*"
    rights = [
        (one["Sid"], one["Action"], one["Resource"]) for one in role_policy(values)["Statement"]
    ]
    assert rights == [
        ("PutRecords", "s3:PutObject", f"arn:aws:s3:::{records}"),
        ("KeepState", ["s3:GetObject", "s3:PutObject"], f"arn:aws:s3:::{state}"),
        ("SeeWhetherRecordsAreThere", "s3:GetObject", f"arn:aws:s3:::{records}"),
    ]


def test_the_bucket_keeps_what_it_has_to_itself() -> None:
    bucket = resources({})["Records"]["Properties"]
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    (rule,) = bucket["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedOrigins"] == "${Origins}"
    assert "*" not in rule["AllowedHeaders"]


def test_the_code_is_for_the_function_of_the_template(function: Any) -> None:
    assert function["Runtime"] == f"python{PYTHON}"
    assert (function["Architectures"], PLATFORM.partition("-")[0]) == (["arm64"], "aarch64")
    module, _, name = function["Handler"].rpartition(".")
    assert (module.replace(".", "/").removeprefix("gymbrowser/"), name) == (
        "endpoint/aws_lambda",
        "handler",
    )
    assert function["Code"] == "endpoint.zip"


def install_a_little(folder: Path, pinned: list[str]) -> None:
    """In place of uv: what an installer leaves."""
    for name in ("thing/__init__.py", "thing-1.dist-info/METADATA", "thing-1.dist-info/RECORD"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("\n".join(pinned))


def test_the_same_versions_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = (package(tmp_path / name, install_a_little) for name in ("a", "b"))
    assert first.code.read_bytes() == second.code.read_bytes()
    assert first.template.read_bytes() == TEMPLATE.read_bytes()
    names = zipfile.ZipFile(first.code).namelist()
    ours = [f"gymbrowser/{module}.py" for module in sorted(MODULES)]
    assert sorted(names) == sorted([*ours, "thing-1.dist-info/METADATA", "thing/__init__.py"])


def test_pydantic_is_pinned_with_all_that_it_needs() -> None:
    names = [requirement.partition("==")[0] for requirement in pinned_pydantic()]
    assert {"pydantic", "pydantic-core", "typing-extensions"} <= set(names)
    assert all("==" in requirement for requirement in pinned_pydantic())


@pytest.mark.skipif(sys.platform == "win32", reason="needs RLIMIT_FSIZE")
def test_what_was_there_stays_where_there_is_no_room(tmp_path: Path) -> None:
    import resource

    made = package(tmp_path, install_a_little)
    before = made.code.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    # Room for each module alone, and not for all of them.
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, limits[1]))
    try:
        with pytest.raises(UserError, match="can't be written"):
            package(tmp_path, install_a_little)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert made.code.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["endpoint.zip", "template.yaml"]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="can't be written"):
        package(tmp_path / "file", install_a_little)
