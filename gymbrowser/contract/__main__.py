"""Prints the JSON Schema of every wire type: `python -m gymbrowser.contract`."""

import json
import sys
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from gymbrowser.contract.chunks import ChunkHeader
from gymbrowser.contract.clips import ClipData, ClipPictures
from gymbrowser.contract.donors import DonorActions
from gymbrowser.contract.download import DownloadLabel
from gymbrowser.contract.endpoint import (
    EndpointAnswer,
    EndpointRequest,
    QuotaRequest,
    WriteTestRequest,
)
from gymbrowser.contract.files import FileListing
from gymbrowser.contract.manifest import Manifest
from gymbrowser.contract.records import AnyRecord
from gymbrowser.contract.replay import ReplayEpisode, ReplayIndex
from gymbrowser.contract.upload import Upload
from gymbrowser.contract.wire import Wire


class UntitledFields(GenerateJsonSchema):
    """Types are named, their fields are not: a title per field would become a TypeScript alias."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Never."""
        return False


class Contract(Wire):
    """All wire types, so that one schema names them all."""

    manifest: Manifest
    files: FileListing
    donor: DonorActions
    clip: ClipPictures
    clip_data: ClipData
    upload: Upload
    endpoint_request: EndpointRequest
    quota_request: QuotaRequest
    write_test_request: WriteTestRequest
    endpoint_answer: EndpointAnswer
    header: ChunkHeader
    download: DownloadLabel
    record: AnyRecord
    replay: ReplayIndex
    replay_episode: ReplayEpisode


def main() -> None:
    """Write the schema to standard output."""
    schema = Contract.model_json_schema(mode="serialization", schema_generator=UntitledFields)
    json.dump(schema, sys.stdout, indent=2)


if __name__ == "__main__":
    main()
