"""The trained network as an ONNX graph, written node by node with onnxruntime's fused operators.

By hand, because then attention and normalisation are fused from the start, and the heads of the
sources are folded into one: what is shipped is exactly what is drawn here.
"""

from collections.abc import Sequence

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor

from bench.quality.encoder import Network

HEADS = 12
FUSED = "com.microsoft"


class Graph:
    """Nodes and weights as they are added, in order."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, value: Tensor | NDArray) -> str:
        """Store an array under a name; floats become float32."""
        array = value.detach().numpy() if isinstance(value, Tensor) else value
        if array.dtype.kind == "f":
            array = array.astype(np.float32)
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(
        self, kind: str, inputs: Sequence[str], output: str, domain: str = "", **more: object
    ) -> str:
        """Add a node with one output and return the output's name."""
        node = helper.make_node(kind, list(inputs), [output], name=output, domain=domain, **more)
        self.nodes.append(node)
        return output


def build(network: Network, head: NDArray, bias: NDArray) -> onnx.ModelProto:
    """Inputs `ids` int64 and `mask` float (rows, tokens); outputs `logits`, `token_logits`.

    `head` (attributes, 2 * width) and `bias` (attributes): the heads, already mixed into one.
    """
    graph = Graph()
    x = _embeddings(graph, network)
    graph.add("Cast", ["mask"], "mask_int", to=TensorProto.INT32)
    for i in range(len(network.encoder.layers)):
        x = _layer(graph, network, i, x)
    _heads(graph, network, x, head, bias)
    shape = ["rows", "tokens"]
    drawn = helper.make_graph(
        graph.nodes,
        "compact",
        [
            helper.make_tensor_value_info("ids", TensorProto.INT64, shape),
            helper.make_tensor_value_info("mask", TensorProto.FLOAT, shape),
        ],
        [
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["rows", len(bias)]),
            helper.make_tensor_value_info("token_logits", TensorProto.FLOAT, shape),
        ],
        graph.weights,
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(drawn, opset_imports=opsets, ir_version=9)


def _embeddings(graph: Graph, network: Network) -> str:
    encoder = network.encoder
    graph.weight("words", encoder.words.weight)
    graph.weight("positions", encoder.positions.weight)
    graph.weight("zero", np.array([0]))
    graph.weight("one", np.array([1]))
    graph.add("Gather", ["words", "ids"], "word")
    graph.add("Shape", ["ids"], "count", start=1, end=2)
    graph.add("Slice", ["positions", "zero", "count", "zero", "one"], "place")
    graph.add("Add", ["word", "place"], "embedded")
    return graph.add(
        "LayerNormalization",
        [
            "embedded",
            graph.weight("norm.weight", encoder.norm.weight),
            graph.weight("norm.bias", encoder.norm.bias),
        ],
        "layer",
        axis=-1,
        epsilon=1e-12,
    )


def _layer(graph: Graph, network: Network, i: int, x: str) -> str:
    layer, name = network.encoder.layers[i], f"layer{i}"
    qkv = [
        graph.weight(f"{name}.qkv", layer.qkv.weight.T),
        graph.weight(f"{name}.qkv_bias", layer.qkv.bias),
    ]
    mixed = graph.add(
        "Attention", [x, *qkv, "mask_int"], f"{name}.attention", FUSED, num_heads=HEADS
    )
    out = _linear(graph, f"{name}.out", layer.out, mixed)
    x = _normed(graph, f"{name}.norm1", layer.norm1, x, out)
    up = _linear(graph, f"{name}.up", layer.up, x)
    down = _linear(
        graph, f"{name}.down", layer.down, graph.add("Gelu", [up], f"{name}.gelu", FUSED)
    )
    return _normed(graph, f"{name}.norm2", layer.norm2, x, down)


def _linear(graph: Graph, name: str, linear, x: str) -> str:
    product = graph.add(
        "MatMul", [x, graph.weight(f"{name}.weight", linear.weight.T)], f"{name}.product"
    )
    return graph.add("Add", [product, graph.weight(f"{name}.bias", linear.bias)], name)


def _normed(graph: Graph, name: str, norm, x: str, more: str) -> str:
    return graph.add(
        "SkipLayerNormalization",
        [
            x,
            more,
            graph.weight(f"{name}.weight", norm.weight),
            graph.weight(f"{name}.bias", norm.bias),
        ],
        name,
        FUSED,
        epsilon=1e-12,
    )


def _heads(graph: Graph, network: Network, x: str, head: NDArray, bias: NDArray) -> None:
    """Mean and maximum over the real tokens, then one linear head; and one logit per token."""
    graph.weight("last", np.array([2]))
    graph.weight("middle", np.array([1]))
    graph.weight("far", np.array(1e4, dtype=np.float32))
    graph.weight("unit", np.array(1.0, dtype=np.float32))
    graph.add("Unsqueeze", ["mask", "last"], "real")
    graph.add("Mul", [x, "real"], "kept")
    graph.add("ReduceSum", ["kept", "middle"], "sum", keepdims=0)
    graph.add("ReduceSum", ["real", "middle"], "length", keepdims=0)
    graph.add("Div", ["sum", "length"], "mean")
    graph.add("Sub", ["unit", "real"], "padding")
    graph.add("Mul", ["padding", "far"], "pushed")
    graph.add("Sub", [x, "pushed"], "only_real")
    graph.add("ReduceMax", ["only_real"], "maximum", axes=[1], keepdims=0)
    graph.add("Concat", ["mean", "maximum"], "pooled", axis=1)
    graph.add("MatMul", ["pooled", graph.weight("head", head.T)], "head_product")
    graph.add("Add", ["head_product", graph.weight("head_bias", bias)], "logits")
    graph.add(
        "MatMul", [x, graph.weight("token_head", network.heads.token.weight.T)], "token_product"
    )
    graph.add(
        "Add", ["token_product", graph.weight("token_bias", network.heads.token.bias)], "tokens3"
    )
    graph.add("Squeeze", ["tokens3", "last"], "token_logits")
