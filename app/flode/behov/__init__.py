"""Between bedömning and samråd: what a parent on leave needs to take part, and what Försäkringskassan says of it."""
