"""Stateful fakes of remote services: real HTTP servers on the loopback."""
