"""What Flask and Granian cost when there is nothing to do: `python -m bench.constant PORT`."""

import sys

from flask import Flask, Response

from service.up.serving import server

BODY = b'{"text": "' + b"x" * 10_228 + b'"}'  # 10 kB


def create(_target: str) -> Flask:
    """An application with one route."""
    app = Flask("constant", static_folder=None)

    @app.get("/")
    def constant() -> Response:
        return Response(BODY, mimetype="application/json")

    return app


if __name__ == "__main__":
    server("bench.constant:create", host="127.0.0.1", port=int(sys.argv[1])).serve(
        target_loader=create
    )
