"""Statistics as pages, drawings and files: what the audiences' pages and the API share."""
