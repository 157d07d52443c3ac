"""The Lambda layer that brings Pango, HarfBuzz and fontconfig to the functions that print letters.

Made of Debian's own packages, for Amazon Linux 2023 (docs/decisions/0028-the-layer.md).
"""


class LayerRefused(Exception):
    """The layer cannot be made, or would not load in Lambda; the message says what to do."""
