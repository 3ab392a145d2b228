"""Field syntax: ``technology:drone AND year:2022``, read and understood."""
