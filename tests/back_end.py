"""A build back end (PEP 517) that leaves its traces wherever a real one does.

In the folder, and in the wheel's dates, order, compression and WHEEL. Tests copy it into projects:
files named `tag`, `headers` and `fail` there say what it is to make.
"""

import os
import sys
import time
import zipfile
from pathlib import Path

from tests.wheels import members


def build_wheel(target: str, config_settings: object = None, metadata: object = None) -> str:
    Path("traces").mkdir(exist_ok=True)
    Path("traces/build.log").write_text(time.ctime())
    with Path(os.environ["BACK_END_LOG"]).open("a") as log:
        log.write(os.environ["SOURCE_DATE_EPOCH"] + "\n")
    sys.stdout.write("the back end says hello\n")
    if Path("fail").exists():
        raise SystemExit("there is no compiler")
    name = f"kitchen-1.2-{_said('tag') or 'py3-none-any'}.whl"
    files = {p.relative_to("src").as_posix(): p.read_bytes() for p in Path("src").rglob("*.*")}
    content = members(files, name="kitchen", version="1.2", headers=_said("headers").splitlines())
    with zipfile.ZipFile(Path(target, name), "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in content.items():
            archive.writestr(zipfile.ZipInfo(path, time.localtime()[:6]), data)
    return name


def _said(name: str) -> str:
    return Path(name).read_text() if Path(name).exists() else ""
