"""What assistants are answered (Model Context Protocol): tools, prompts, resources, completions."""
