"""Rewrites a telephone's HEIC photo as a JPEG."""

from __future__ import annotations

from pillow_heif import options, register_heif_opener

from sanitizer import pictures

options.DECODE_THREADS = 1
options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False
register_heif_opener()

clean = pictures.clean
