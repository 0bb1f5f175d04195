# syntax=docker/dockerfile:1

# --- The API explorer's scripts --------------------------------------------------------------------------------------
FROM node:22-slim AS explorer
WORKDIR /app
COPY explorer explorer
RUN explorer/install

# --- The dependencies ------------------------------------------------------------------------------------------------
FROM python:3.11-slim AS dependencies
WORKDIR /app
RUN python -m venv /venv
# The lock file alone, so that this layer is made again only when a dependency changes.
COPY requirements/server.txt ./
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r server.txt

# --- The server ------------------------------------------------------------------------------------------------------
FROM python:3.11-slim
ENV DJANGO_SETTINGS_MODULE=cms.settings.production \
    PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PORT=8000 \
    WEB_CONCURRENCY=2
WORKDIR /app
RUN useradd --system --uid 1000 --home-dir /app dateline \
    && mkdir media private \
    && chown dateline media private
COPY --from=dependencies /venv /venv
COPY . .
COPY --from=explorer /app/var/explorer var/explorer
# Collecting static files uses no secret and no database; the settings only insist that they are given.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" ALLOWED_HOSTS=build \
    DATABASE_URL=sqlite:///build PUBLIC_URL=https://build FRONTEND_URL=https://build \
    python manage.py collectstatic --noinput --verbosity 0
USER 1000
VOLUME ["/app/media", "/app/private"]
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 CMD ["python", "-m", "cms.health.healthcheck"]
# Migrations are a step of their own (docs/operations.md): two servers that start at once must not race for them.
# `%(path)a` escapes the path, which could begin a line of its own in the log otherwise.
CMD ["sh", "-c", "exec granian cms.wsgi:application --interface wsgi --http 1 --no-ws --host 0.0.0.0 --port \"$PORT\" \
--workers \"$WEB_CONCURRENCY\" --blocking-threads 512 --backpressure 512 --respawn-failed-workers --respawn-interval 20 --workers-kill-timeout 8 \
--access-log --access-log-fmt '[%(time)s] %(addr)s %(method)s %(path)a %(status)d %(dt_ms).0f ms'"]
