"""Whether a person without a mouse sees where she is."""

FOCUS_SHOWS = """() => {
  const at = document.activeElement;
  const around = at.closest('.mc-drop, .mc-card, .mc-face') || at.parentElement;
  const isRing = style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  return [at, around, ...around.querySelectorAll('*')].some(
    each => ['', '::before', '::after'].some(part => isRing(getComputedStyle(each, part))));
}"""
"""The ring may be drawn around the element or around what stands for it: circle, card, label."""
