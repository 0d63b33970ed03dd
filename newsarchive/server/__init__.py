"""The web server: uvicorn at the sockets, Django in a bounded number of threads behind it."""
