"""From rows to statements: read, checked, mapped, derived, validated."""
