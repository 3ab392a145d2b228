"""What is seen of the service while it runs: lines of the log, and figures."""
