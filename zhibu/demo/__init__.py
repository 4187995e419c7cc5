"""A believable organisation to try everything on: invented people, a year of records relative to today."""
