"""Letters as they look, one picture for each level: what a text cannot tell of. Small and grey."""

import subprocess
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops

from chalicelib.adapters.letters.press import JinjaPress
from infra.build import ROOT
from tests.samples import SAMPLES

FOLDER = Path(__file__).parent / "images"
# Where the picture of a difference is put: as it was, as it is, and where it is not the same.
DIFFERENCES = ROOT / "build" / "golden"
DOTS, GREY = 50, 17
# How much darker or lighter a point may be, of 255, and which share of them more so: edges are softened otherwise by
# another version.
MOST_GREY, MOST_POINTS = 32, 0.0002
SHOWN = {
    "trader.notice.fr": 1,
    "trader.reminder-1.fr": 1,
    "consumer.reminder-2.fr": 1,
    "three-invoices.final-reminder.en": 1,
    "public-body.formal-notice.fr": 1,
    "trader.follow-up.fr": 1,
    "trader.instalment.fr": 1,
    "stated-three.formal-notice.fr": 3,
    "trader.promise.fr": 1,
    "part.dispute.fr": 1,
    "trader.dispute-answer.fr": 1,
    "consumer.plan-proposal.fr": 1,
    "trader.plan.fr": 2,
    "three-invoices.plan.fr": 4,
    "two.receipt.fr": 1,
    "trader.thanks.en": 1,
    "trader.account.fr": 1,
}


def picture(name: str) -> Image.Image:
    """The page that is shown of that sample."""
    with tempfile.TemporaryDirectory() as folder:
        file, page = Path(folder) / "letter.pdf", str(SHOWN[name])
        file.write_bytes(JinjaPress().letter_pdf(SAMPLES[name]))
        command = [
            "pdftoppm",
            "-r",
            str(DOTS),
            "-gray",
            "-png",
            "-singlefile",
            "-f",
            page,
            "-l",
            page,
            str(file),
            "page",
        ]
        subprocess.run(command, cwd=folder, check=True)
        return Image.open(BytesIO((Path(folder) / "page.png").read_bytes())).convert("L")


def golden_file(name: str) -> Path:
    return FOLDER / f"{name}.png"


def share_of_difference(one: Image.Image, other: Image.Image) -> float:
    """The share of points that differ by more than a softened edge; all of them where the sizes do."""
    if one.size != other.size:
        return 1.0
    counts = ImageChops.difference(one, other).histogram()
    return sum(counts[MOST_GREY + 1 :]) / (one.width * one.height)


def show_difference(name: str, expected: Image.Image, found: Image.Image) -> Path:
    """Both and what differs, side by side."""
    width, height = max(expected.width, found.width), max(expected.height, found.height)
    canvas = Image.new("L", (3 * width, height), 255)
    canvas.paste(expected, (0, 0))
    canvas.paste(found, (width, 0))
    if expected.size == found.size:
        canvas.paste(ImageChops.invert(ImageChops.difference(expected, found)), (2 * width, 0))
    DIFFERENCES.mkdir(parents=True, exist_ok=True)
    file = DIFFERENCES / f"{name}.png"
    canvas.save(file)
    return file


def rewrite() -> None:
    FOLDER.mkdir(exist_ok=True)
    for stale in FOLDER.glob("*.png"):
        stale.unlink()
    for name in SHOWN:
        picture(name).point([v // GREY * GREY for v in range(256)]).save(golden_file(name), optimize=True)
