"""Statements on disk, and in their formats."""
