"""From a Block tree to a post-mortem's fields and action items: one extractor for every format."""
