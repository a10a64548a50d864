# The shop in a container: `docker build -t creditshop --build-arg PUBLIC_URL=https://shop.example .`
# What the pages carry is built in, so the four arguments are those of the settings that it is run with.
ARG PYTHON=python:3.11.14-slim-trixie

FROM ${PYTHON} AS build
WORKDIR /app
COPY requirements-uv.txt requirements.txt ./
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements-uv.txt \
    && .venv/bin/uv pip install --no-cache --compile-bytecode --python .venv/bin/python --require-hashes -r requirements.txt
COPY . .
ARG PUBLIC_URL="" SHOP_NAME=creditshop LEGAL_NAME=""
RUN APP_ENV=development CREDITSHOP_DATA_DIR=/tmp .venv/bin/python -m creditshop build \
    && mkdir -p built/build && mv .web/build/client built/build/ && mv .web/backend .web/fingerprint built/ \
    && rm -rf .web && mv built .web \
    && .venv/bin/python -m compileall -q creditshop alembic

FROM ${PYTHON}
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin shop \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data /backups
COPY --from=build /app /app
WORKDIR /app
ARG PUBLIC_URL="" SHOP_NAME=creditshop LEGAL_NAME=""
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CREDITSHOP_DATA_DIR=/data \
    HOST=0.0.0.0 \
    PORT=8000 \
    PUBLIC_URL=${PUBLIC_URL} \
    SHOP_NAME=${SHOP_NAME} \
    LEGAL_NAME=${LEGAL_NAME}
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/ready', timeout=5)"]
ENTRYPOINT ["python", "-m", "creditshop"]
CMD ["serve"]
