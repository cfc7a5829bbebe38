"""The QR code on a certificate leads where it should."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

from gnbv.services import certificate_codes
from tests.node import node_executable
from tests.tree import ROOT

DECODER = ROOT / "gnbv" / "static" / "vendor" / "qr-0.5.5" / "decode.js"
SCALE, QUIET = 6, 4


def read(path: str, size: int) -> str:
    """What a camera reads: the lines of the path drawn as dark squares on white, as on the paper."""
    wide = (size + 2 * QUIET) * SCALE
    pixels = [[255] * wide for _ in range(wide)]
    for start, row, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", path):
        for y in range((int(row) + QUIET) * SCALE, (int(row) + QUIET + 1) * SCALE):
            for x in range((int(start) + QUIET) * SCALE, (int(start) + int(length) + QUIET) * SCALE):
                pixels[y][x] = 0
    flat = json.dumps([value for line in pixels for value in line])
    script = (
        f"import({json.dumps(DECODER.as_uri())}).then(({{default: decode}}) => {{ const grey = {flat};"
        "const data = new Uint8ClampedArray(grey.length * 4);"
        "grey.forEach((value, at) => data.set([value, value, value, 255], at * 4));"
        f"console.log(decode({{width: {wide}, height: {wide}, data}})) }})"
    )
    done = subprocess.run([node_executable(), "-"], input=script, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize(
    "address", ["https://xuanhoa.example.vn/c/7KQ2M9XT4HBD", "http://127.0.0.1:8000/c/000000000000"]
)
def test_a_camera_reads_the_address_of_the_paper(address: str) -> None:
    assert read(certificate_codes.path(address), certificate_codes.size(address)) == address


def test_people_read_it_in_groups_of_four() -> None:
    assert certificate_codes.grouped("7KQ2M9XT4HBD") == "7KQ2-M9XT-4HBD"
