"""From what a post-mortem says to what should be in a tracker: the route, the people, the ticket's words, or reasons to hold."""
