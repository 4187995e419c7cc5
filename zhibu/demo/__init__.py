"""A believable organisation to try everything on: invented people, a year of records relative to today."""

PASSWORD = "zhibu-demo-2026"  # noqa: S105 - printed at the start of the demo
