"""The web server: uvicorn handles the sockets, and Django runs in a bounded number of threads."""
