"""WeasyPrint is imported without what letters never ask of it, and prints the same."""

import subprocess
import sys
from hashlib import sha256

import pytest

from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.adapters.pdf import quick_start
from infra.build import ROOT
from tests.samples import SAMPLES

NAMES = ("trader.formal-notice.fr", "stated-three.formal-notice.en", "sixty-invoices.formal-notice.fr")
PRINTS = f"""
import sys
from hashlib import sha256
from chalicelib.adapters.letters.press import JinjaPress
from tests.samples import SAMPLES
for name in {NAMES!r}:
    print(sha256(JinjaPress().letter_pdf(SAMPLES[name])).hexdigest())
"""


def told(code: str) -> list[str]:
    """What a process of its own says."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_a_process_that_starts_so_prints_the_same_bytes_as_one_that_does_not() -> None:
    plain = told("import weasyprint\n" + PRINTS)
    assert plain == told(PRINTS)
    assert plain == [sha256(JinjaPress().letter_pdf(SAMPLES[name])).hexdigest() for name in NAMES]


def test_what_is_spared_is_spared_and_there_for_whoever_asks() -> None:
    spared = told(
        """
import sys
from chalicelib.adapters.pdf import quick_start
quick_start.rendering()
late = ("fontTools.subset", "fontTools.varLib.merger", "fontTools.varLib.instancer")
print(*(name for name in late if name in sys.modules), "-")
from weasyprint.html import UA_STYLESHEET
print(len(UA_STYLESHEET.matcher.lower_local_name_selectors))
from weasyprint.pdf import fonts
print(type(fonts.subset.Options(hinting=False)).__name__)
import ctypes.util, http.client, tinycss2
print(ctypes.util.find_library("c"), http.client._create_https_context(11) is not None)
print(len(tinycss2.parse_stylesheet("p {}")))
from fontTools import subset
print(subset.__class__.__name__)
"""
    )
    assert spared == ["-", "0", "Options", "libc.so.6", "True", "1", "module"]


@pytest.mark.parametrize("change", ["quick_start.KNOWN = '69.0'", "quick_start.ON_LINUX = False"])
def test_another_weasyprint_or_system_is_imported_as_it_is(change: str) -> None:
    code = f"import sys\nfrom chalicelib.adapters.pdf import quick_start\n{change}\nquick_start.rendering()\n"
    assert told(code + "print('fontTools.subset' in sys.modules)") == ["True"]


def test_it_is_asked_again_at_no_cost() -> None:
    assert quick_start.rendering() is quick_start.rendering()
