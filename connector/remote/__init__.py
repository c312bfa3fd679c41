"""What every adapter over a network shares: signing in, what an answer means, and the one place that tries again."""
