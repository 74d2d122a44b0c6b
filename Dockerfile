# Stegvis as a container: hash-locked packages, no root, writes only to /var/lib/stegvis.
# Keys, passwords and addresses come as environment variables or files at run time, never at build time.
# Migrations run before the service starts: `docker run … python -m app.cli migrate`.

FROM python:3.13-slim@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b AS build
WORKDIR /opt/stegvis
COPY requirements.lock ./
RUN python -m venv --without-pip .venv \
    && python -m pip --python .venv/bin/python install --no-cache-dir --disable-pip-version-check \
        --require-hashes --only-binary :all: --no-deps -r requirements.lock
COPY LICENSE alembic.ini ./
COPY migrations ./migrations
COPY openapi ./openapi
COPY app ./app
RUN .venv/bin/python -m compileall -q app migrations

FROM python:3.13-slim@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b
LABEL org.opencontainers.image.title="Stegvis" \
    org.opencontainers.image.licenses="EUPL-1.2"
RUN install -d -o 65532 -g 65532 -m 0700 /var/lib/stegvis
COPY --from=build /opt/stegvis /opt/stegvis
WORKDIR /opt/stegvis
ENV PATH="/opt/stegvis/.venv/bin:/usr/local/bin:/usr/bin:/bin" \
    PYTHONUNBUFFERED="1" \
    PYTHONDONTWRITEBYTECODE="1" \
    STEGVIS_INGEN_VENV="1" \
    STEGVIS_LAGE="produktion" \
    STEGVIS_VARD="0.0.0.0" \
    STEGVIS_PORT="8484" \
    STEGVIS_DATAKATALOG="/var/lib/stegvis"
USER 65532:65532
VOLUME ["/var/lib/stegvis"]
EXPOSE 8484
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['STEGVIS_PORT'] + '/halsa/live', timeout=4)"]
CMD ["python", "-m", "app.cli", "serve"]
