"""The SHACL shapes: checked part by part, beside a build or before it; what is wrong with cells."""
