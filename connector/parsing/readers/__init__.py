"""From text to a Block tree with line numbers: one reader for each format."""
