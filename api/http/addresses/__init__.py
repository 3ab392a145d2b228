"""By which addresses the service is known, and whom it believes in that."""
