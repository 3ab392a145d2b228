"""What words mean: vocabulary, thesauri, shapes, IRIs and frozen domain values."""
