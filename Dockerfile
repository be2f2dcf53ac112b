# syntax=docker/dockerfile:1
# Three stages: front-end packages, Python packages and static files, and what runs. Nothing secret is in any layer.
# Releases pin both images by digest: --build-arg PYTHON_IMAGE=python:3.13-slim-bookworm@sha256:...
ARG PYTHON_IMAGE=python:3.13-slim-bookworm
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN python -m venv /venv && /venv/bin/pip install --require-hashes --no-deps -r requirements/base.txt
COPY --from=packages /app/node_modules node_modules
COPY . .
RUN python -m dev.vendor --copy-only && rm -rf node_modules
# DEBUG only lets this one command start without the addresses of a database, a broker and a mail server.
RUN DEBUG=1 DATABASE_URL=postgres:///none BROKER_URL=redis://none STATIC_ROOT=/app/static \
    STATICFILES_BACKEND=whitenoise.storage.CompressedManifestStaticFilesStorage \
    /venv/bin/python manage.py collectstatic --no-input --verbosity=0 \
 && rm -rf dev vendor tests var

FROM ${PYTHON_IMAGE}
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    VAR_DIR=/var/casemgmt STATIC_ROOT=/app/static BIND=0.0.0.0:8000
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
RUN install -d -o 10001 -g 10001 -m 0750 /var/casemgmt
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["python", "-m", "casemgmt.probe", "web"]
CMD ["gunicorn", "casemgmt.wsgi:application"]
