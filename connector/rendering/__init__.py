"""Facts in, text out: templates, charts, and escaping for every target."""
