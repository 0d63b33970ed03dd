# The archive's web server. The database is a service of its own: see docker-compose.yml.
FROM python:3.13-slim-trixie AS build
WORKDIR /build
COPY requirements.txt .
# Packages in a stage of their own, so that a change to the code does not install them again.
RUN python -m venv /venv \
 && /venv/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check \
    --require-hashes -r requirements.txt

FROM python:3.13-slim-trixie
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin archive \
 && install -d -o archive -g archive -m 0700 /data
COPY --from=build /venv /venv
WORKDIR /app
COPY manage.py pyproject.toml ./
COPY newsarchive newsarchive
COPY articles articles
COPY templates templates
COPY static static
COPY locale locale
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data PORT=8000
RUN python -m compileall -q /app
USER archive
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
# By IP address: health checks ignore ALLOWED_HOSTS.
HEALTHCHECK --interval=15s --timeout=5s --start-period=90s --retries=4 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
ENTRYPOINT ["python", "manage.py"]
CMD ["runarchive", "--host", "0.0.0.0"]
