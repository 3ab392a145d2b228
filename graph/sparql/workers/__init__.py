"""Processes that run queries: lanes, queues, limits."""
