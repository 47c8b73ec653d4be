"""All proofs of the house: what each promises, what measures it, the bars, and when it runs."""

from __future__ import annotations

from harness.proof import Part, Proof, When

WITHIN_SECONDS = 3_000
"""For all proofs of each change together, for ever: one that comes makes room for itself."""

_ALL = (
    Proof(
        "audit",
        "every finding of bandit, semgrep, sqlmap, headers and known gaps is judged in SECURITY.md",
        (Part("tools", "harness.static_analysis.audit:measure"),),
        ("tools > 0", "unjudged == 0", "outlived == 0", "failed == []"),
        minutes=30,
        when=When.BEFORE_RELEASE,
    ),
    Proof(
        "fuzz",
        "no request, however malformed, is a fault of the server",
        (Part("requests", "harness.fuzz.run:measure", alone=True),),
        ("requests >= 50_000", "server_errors == 0"),
        minutes=15,
    ),
    Proof(
        "residents",
        "imports of residents are whole, look-ups fast, records of one person found",
        (
            Part("imports", "harness.residents.imports:measure", alone=True),
            Part("lookups", "harness.residents.lookups:measure", alone=True),
            Part("matches", "harness.residents.matches:measure"),
        ),
        (
            "import_seconds < 60",
            "import_peak_mb < 80",
            "import_kills == 2",
            "lookup_p95_ms <= 50",
            "match_precision >= 0.95",
            "match_recall >= 0.95",
            "precision >= 0.99",
            "recall >= 0.98",
            "wrong_merges == 0",
            "looked_at_percent <= 5",
        ),
        minutes=10,
    ),
    Proof(
        "lists",
        "one step for many dossiers, a long list as a file, staff lists in any layout",
        (
            Part("bulk", "harness.lists.bulk:measure"),
            Part("export", "harness.lists.export:measure", alone=True),
            Part("layouts", "harness.lists.layouts:measure", alone=True),
        ),
        (
            "bulk_done == 440",
            "bulk_named == 60",
            "bulk_wrong == 0",
            "bulk_told_of_others == 0",
            "export_rows == 100_000",
            "export_wrong == 0",
            "export_xlsx_peak_mb <= 20",
            "export_csv_peak_mb <= 20",
            "layouts == 10",
            "rows == 110",
            "rows_wrong == 0",
            "check_seconds <= 2",
            "page_seconds <= 0.3",
            "apply_seconds <= 30",
            "applied_rows == 5_000",
        ),
        minutes=10,
    ),
    Proof(
        "reports",
        "published figures add up, are found wrong when they are, and reveal nobody",
        (
            Part("city", "harness.reports.city:measure", alone=True),
            Part("pages", "harness.reports.pages:measure"),
            Part("counts", "harness.stage.counts.public_figures:measure"),
        ),
        (
            "reports_issued == 12",
            "sums_wrong == 0",
            "files_changed == 0",
            "figures_checked > 0",
            "figures_wrong == 0",
            "differences_seeded > 0",
            "differences_found == differences_seeded",
            "differences_invented == 0",
            "links_checked > 0",
            "links_wrong == 0",
            "map_page_kb <= 300",
            "shapes_kb > 0",
            "shapes_kb <= 250",
            "shapes_kb_again == 0",
            "shapes_not_kept == 0",
            "suppressed_cells > 0",
            "suppressed_recovered == 0",
        ),
        minutes=12,
    ),
    Proof(
        "trust",
        "whatever one account does, it reaches no more; a fallen process reaches little",
        (
            Part("walks", "harness.trust_walks.walks:measure", alone=True),
            Part("public process", "harness.fallen_processes.public:measure"),
            Part("web process", "harness.fallen_processes.web:measure"),
        ),
        (
            "walks >= 20_000",
            "widenings == 0",
            "public_tried > 0",
            "public_opened == 0",
            "web_tried > 0",
            "web_sessions_made == 0",
        ),
        minutes=15,
    ),
)
PROOFS = {proof.name: proof for proof in sorted(_ALL, key=lambda each: each.name)}
