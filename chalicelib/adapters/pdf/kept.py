"""What WeasyPrint reckons again for each letter, box or stroke, and need not: kept, in its own functions' place.

It knows one version of WeasyPrint, and with another leaves all as it is: slower, and not wrong. The same bytes come out
with and without (unit/test_kept). Each gain was counted alone: docs/decisions/0029.
"""

import sys
from typing import Any

from weasyprint import VERSION
from weasyprint.css import StyleFor
from weasyprint.layout import percent
from weasyprint.text.ffi import ffi, gobject, pango
from weasyprint.text.line_break import Layout

KNOWN = "70.0"
# A language of a level has some sixty styles; what comes to more is made of creditors' colours.
MOST_STYLES = 4000

LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in ("left", "right", "top", "bottom")),
    *(f"{least}{axis}" for axis in ("width", "height") for least in ("", "min_", "max_")),
)
BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))

_compute = StyleFor.set_computed_styles
_set_up = Layout.setup
_reactivate, _deactivate = Layout.reactivate, Layout.deactivate
_resolve = percent.resolve_percentages
_styles: dict[Any, tuple[Any, ...]] = {}


def install() -> bool:
    """Takes the places, once; False where this is another WeasyPrint."""
    if VERSION != KNOWN:
        return False
    if "pango_layout_copy" not in dir(pango):
        ffi.cdef("PangoLayout * pango_layout_copy (PangoLayout *);")
    StyleFor.set_computed_styles = _styles_kept
    Layout.setup, Layout.reactivate, Layout.deactivate = _setup_kept, _reactivated_if_needed, _left_active
    _replace_everywhere(_resolve, _resolved)
    return True


def uninstall() -> None:
    """Puts WeasyPrint's own back, for whoever compares."""
    StyleFor.set_computed_styles = _compute
    Layout.setup, Layout.reactivate, Layout.deactivate = _set_up, _reactivate, _deactivate
    _replace_everywhere(_resolved, _resolve)


def _replace_everywhere(old: Any, new: Any) -> None:
    """In each module of WeasyPrint that took the function by its name."""
    for name, module in list(sys.modules.items()):
        if name.startswith("weasyprint.") and getattr(module, "resolve_percentages", None) is old:
            module.resolve_percentages = new  # type: ignore[attr-defined]


def _styles_kept(
    self: Any,
    element: Any,
    parent: Any,
    root: Any = None,
    pseudo_type: Any = None,
    base_url: Any = None,
    target_collector: Any = None,
) -> None:
    """A style follows from its parent's and from the declarations that hold: the same for each letter of a kind.

    Declarations are told apart by identity, as stylesheets live as long as the process; each entry keeps those that its
    key names, so that no other can come to have their identity.
    """
    computed = self.get_computed_styles()
    cascaded = self.get_cascaded_styles().get((element, pseudo_type), {})
    above = None if element is root and pseudo_type is None else computed[parent, None]
    # The language is the page's own attribute, read anew for each.
    holds = tuple((n, v if n == "lang" else id(v), str(weight)) for n, (v, weight) in cascaded.items())
    key = (id(above), pseudo_type, holds)
    known = _styles.get(key)
    if known is None:
        _compute(self, element, parent, root, pseudo_type, base_url, target_collector)
        if len(_styles) >= MOST_STYLES:
            _styles.clear()
        _styles[key] = (computed[element, pseudo_type], above, cascaded)
        return
    style = computed[element, pseudo_type] = known[0]
    if target_collector and style["anchor"]:
        target_collector.collect_anchor(style["anchor"])


def _setup_kept(self: Any, style: Any) -> None:
    """A layout without text is copied from the first of its style, with its context, font and features."""
    known = style.__dict__.get("_layout_kept")
    if known is None:
        before = set(self.__dict__)
        _set_up(self, style)
        rest = {n: v for n, v in self.__dict__.items() if n not in before | {"layout", "style"}}
        style.__dict__["_layout_kept"] = (_copy_of(self.layout), rest)
        return
    empty, rest = known
    self.__dict__.update(rest)
    self.style, self.layout = style, _copy_of(empty)


def _copy_of(layout: Any) -> Any:
    return ffi.gc(pango.pango_layout_copy(layout), gobject.g_object_unref)


def _left_active(self: Any) -> None:
    """A line that was laid out is drawn from the same layout, and need not be shaped again."""


def _reactivated_if_needed(self: Any, style: Any) -> None:
    if self.justification_spacing:
        _reactivate(self, style)


def _resolved(box: Any, containing_block: Any) -> None:
    """Where no length of a style is a share of something, all of them are reckoned once for the style."""
    style = box.style
    known = style.__dict__.get("_lengths_kept")
    if known is None:
        known = style.__dict__["_lengths_kept"] = _lengths_of(style)
    lengths, borders = known
    if not lengths:
        _resolve(box, containing_block)
        return
    box.__dict__.update(lengths)
    if style["border_collapse"] == "collapse":
        # What the conflict of two cells' borders has come to stays.
        borders = {name: width for name, width in borders.items() if not hasattr(box, name)}
    box.__dict__.update(borders)


def _lengths_of(style: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The lengths in pixels and the widths of borders; no length where one of them depends on what is around."""
    if style["box_sizing"] != "content-box":
        return {}, {}
    lengths = dict[str, Any]()
    for name in LENGTHS:
        value = style[name]
        if value == "auto":
            lengths[name] = 0 if name in ("min_width", "min_height") else value
        elif getattr(value, "unit", None) == "px":
            lengths[name] = value.value
        else:
            return {}, {}
    return lengths, {name: style[name] for name in BORDERS}
