"""Traces for OpenTelemetry, from a post through the worker to its decision. Off, and then we
import nothing of it, unless PARLEY_TELEMETRY=on.

A trace's context (`traceparent`, ids only) lies in the scoring job's row: it outlives a lost ring as
the job does. Spans carry ids and numbers, never a text, a name, a token or an address.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

_OFF: AbstractContextManager[None] = nullcontext()
_tracers: list[Any] = []  # one while telemetry is on


def configure() -> None:
    """Send spans to where the OTEL_* variables point. Raises ValueError without the packages."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise ValueError("PARLEY_TELEMETRY=on needs `pip install 'parley[telemetry]'`") from error
    resource = Resource.create()
    if str(resource.attributes["service.name"]).startswith("unknown_service"):
        resource = resource.merge(Resource({"service.name": "parley"}))  # OTEL_* name no other
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    use(provider)


def use(provider: Any) -> None:
    """Make spans with this provider from now on; None: no more."""
    _tracers[:] = [] if provider is None else [provider.get_tracer("parley")]


def span(name: str) -> AbstractContextManager[Any]:
    """A span around a `with`; nothing while telemetry is off."""
    return _tracers[0].start_as_current_span(name) if _tracers else _OFF


def name_span(name: str, **attributes: str | int) -> None:
    """Give the current span its name and facts, once they are known."""
    if _tracers:
        from opentelemetry.trace import get_current_span

        get_current_span().update_name(name)
        get_current_span().set_attributes(attributes)


def traceparent() -> str | None:
    """The current span in the form of W3C's Trace Context; None while telemetry is off."""
    if not _tracers:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return carrier.get("traceparent")


def tell(
    parents: Sequence[str | None], name: str, *, begun: int, ended: int, **attributes: str | int
) -> None:
    """The same span, from `begun` to `ended` (nanoseconds since 1970), below each parent: one batch
    serves many posts. Parents that are None have no trace."""
    if not _tracers:
        return
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    for parent in parents:
        if parent is not None:
            above = TraceContextTextMapPropagator().extract({"traceparent": parent})
            made = _tracers[0].start_span(
                name, context=above, start_time=begun, attributes=attributes
            )
            made.end(end_time=ended)


def traced(wsgi: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """The application with a span around each request. What clients send as their own trace is not
    believed: anybody could have everything recorded."""

    def call(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with span(environ["REQUEST_METHOD"]):
            return wsgi(environ, start_response)

    return call
