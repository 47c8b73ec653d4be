"""Roll-out: phases, staff lists, accounts by phase, readiness, outreach (Kế hoạch 198)."""
