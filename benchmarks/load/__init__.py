"""Many participants at once against one store."""
