# The image holds the locked dependencies and the wheel; configuration and secrets are mounted or come from the environment.
ARG PYTHON=3.13-slim

FROM python:${PYTHON} AS build
WORKDIR /src
RUN python -m venv .venv
COPY requirements.txt ./
RUN .venv/bin/python -m pip --disable-pip-version-check --no-input --quiet install --require-hashes --requirement requirements.txt
COPY . .
RUN .venv/bin/python -m pip --disable-pip-version-check --no-input --quiet install --no-deps --no-build-isolation .

FROM python:${PYTHON}
ENV PATH=/src/.venv/bin:$PATH PYTHONUNBUFFERED=1 CONNECTOR_CONFIG=/etc/connector/connector.toml
RUN useradd --system --uid 10001 connector && install --directory --owner connector /var/lib/connector
COPY --from=build /src/.venv /src/.venv
USER 10001
WORKDIR /var/lib/connector
# The ledger, and nothing else, is written: ledger.url = "sqlite:////var/lib/connector/connector.db".
VOLUME /var/lib/connector
# Exit code 1 says that items are held, which is for people to see and no illness of the container.
HEALTHCHECK --interval=5m --timeout=30s --start-period=1m CMD connector status >/dev/null; test $? -le 1
ENTRYPOINT ["connector"]
CMD ["run"]
