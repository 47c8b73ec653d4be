"""What a malicious file would do if it ran, and the metadata it would leak."""

from __future__ import annotations

MARK = "CANARY-21.0285-105.8542"
"""A place, as a camera would write it; no stored file may contain it."""
ELSEWHERE = "http://canary.invalid/"
RUN = f"(window.top||window).__ran=1;window.__ran=1;alert('{MARK}');fetch('{ELSEWHERE}')"
HTML = (
    f'<html><body><script>{RUN}</script><img src=x onerror="{RUN}">'
    f"<iframe src='{ELSEWHERE}frame'></iframe><!-- {MARK} --></body></html>"
).encode()
SVG = (
    f'<svg xmlns="http://www.w3.org/2000/svg" onload="{RUN.replace("&", "&amp;")}">'
    f"<script>{RUN}</script><image href='{ELSEWHERE}image'/><text>{MARK}</text></svg>"
).encode()
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    f'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="{MARK}"/></rdf:RDF></x:xmpmeta>'
).encode()
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The harmless test string of virus scanners, split so that no scanner stops at this file."""
