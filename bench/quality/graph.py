"""The trained network as an int8 ONNX graph, node by node with onnxruntime's fused operators.

By hand, because then attention and normalisation are fused from the start, the heads of the sources
are folded into one, and every scale is fixed: what is shipped is exactly what is drawn here, and a
text's score does not depend on the texts beside it.
"""

from collections.abc import Sequence

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from bench.quality.encoder import Layer, Network
from bench.quality.ranges import Range
from bench.quality.rounding import Steps, even_steps, rounded, steps_for

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


def build(
    network: Network, head: NDArray, bias: NDArray, ranges: dict[str, Range]
) -> onnx.ModelProto:
    """Inputs `ids` int64 and `mask` float (rows, tokens); outputs `logits`, `token_logits`.

    `head` (attributes, 2 * width) and `bias` (attributes): the heads, already mixed into one.
    `ranges`: of the inputs of every linear layer, see `ranges.py`.
    """
    graph = Graph()
    x = _embeddings(graph, network)
    graph.add("Cast", ["mask"], "mask_int", to=TensorProto.INT32)
    for i in range(len(network.encoder.layers)):
        x = _layer(graph, network, i, x, ranges)
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
    """Words as int8 with a scale each, and places."""
    encoder = network.encoder
    words = encoder.words.weight.detach().numpy()
    scale = np.abs(words).max(1, keepdims=True) / 127
    graph.weight("words", np.round(words / np.maximum(scale, 1e-9)).astype(np.int8))
    graph.weight("words_scale", scale)
    graph.weight("positions", encoder.positions.weight)
    graph.weight("zero", np.array([0]))
    graph.weight("one", np.array([1]))
    graph.add("Gather", ["words", "ids"], "word_int8")
    graph.add("Cast", ["word_int8"], "word_float", to=TensorProto.FLOAT)
    graph.add("Gather", ["words_scale", "ids"], "word_scale")
    graph.add("Mul", ["word_float", "word_scale"], "word")
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


def _layer(graph: Graph, network: Network, i: int, x: str, ranges: dict[str, Range]) -> str:
    layer, name = network.encoder.layers[i], f"layer{i}"
    mixed, steps = _attention(graph, name, layer, x, ranges)
    out = _linear(graph, f"{name}.out", layer.out, mixed, steps)
    x = _normed(graph, f"{name}.norm1", layer.norm1, x, out)
    inner = steps_for(_array(layer.up.weight), ranges[f"{name}.up"])
    up = _linear(graph, f"{name}.up", layer.up, _divided(graph, f"{name}.up", x, inner), inner)
    bent = graph.add("Gelu", [up], f"{name}.gelu", FUSED)
    even = even_steps(ranges[f"{name}.down"])
    down = _linear(graph, f"{name}.down", layer.down, bent, even, scale=float(even.size[0]))
    return _normed(graph, f"{name}.norm2", layer.norm2, x, down)


def _attention(
    graph: Graph, name: str, layer: Layer, x: str, ranges: dict[str, Range]
) -> tuple[str, Steps]:
    """The mixed values, divided by the steps of the layer that they go to, and these steps.

    Attention mixes channel by channel, so the division is done by the weights of the values.
    """
    steps = steps_for(_array(layer.qkv.weight), ranges[f"{name}.qkv"])
    after = steps_for(_array(layer.out.weight), ranges[f"{name}.out"])
    weight, bias = _array(layer.qkv.weight).copy(), _array(layer.qkv.bias).copy()
    values = slice(2 * len(after.size), None)
    weight[values] /= after.size[:, None]
    bias[values] /= after.size
    inner = _divided(graph, f"{name}.qkv", x, steps)
    whole, scale, zero = _integers(graph, f"{name}.qkv", inner, steps.zero)
    integers, scales = rounded(weight, steps.size)
    nought = graph.weight(f"{name}.qkv_nought", np.zeros(len(bias), np.int8))
    inputs = [
        whole,
        graph.weight(f"{name}.qkv", integers),
        graph.weight(f"{name}.qkv_bias", bias),
        scale,
        graph.weight(f"{name}.qkv_scale", scales),
        "mask_int",
        zero,
        nought,
    ]
    mixed = graph.add("QAttention", inputs, f"{name}.attention", FUSED, num_heads=HEADS)
    return mixed, after


def _linear(
    graph: Graph, name: str, linear: nn.Linear, x: str, steps: Steps, *, scale: float = 1.0
) -> str:
    """`x` counts in steps already, or in numbers where `scale` says what one even step is."""
    whole, size, zero = _integers(graph, name, x, steps.zero, scale=scale)
    integers, scales = rounded(_array(linear.weight), steps.size / scale)
    inputs = [
        whole,
        graph.weight(f"{name}.weight", integers),
        size,
        graph.weight(f"{name}.weight_scale", scales),
        zero,
        "",
        graph.weight(f"{name}.bias", linear.bias),
    ]
    return graph.add("MatMulIntegerToFloat", inputs, name, FUSED)


def _divided(graph: Graph, name: str, x: str, steps: Steps) -> str:
    return graph.add("Mul", [x, graph.weight(f"{name}.per_step", 1 / steps.size)], f"{name}.steps")


def _integers(
    graph: Graph, name: str, x: str, nought: int, *, scale: float = 1.0
) -> tuple[str, str, str]:
    """Names of the rounded input, of its scale and of its zero point."""
    size = graph.weight(f"{name}.scale", np.array(scale, np.float32))
    zero = graph.weight(f"{name}.zero", np.array(nought, np.uint8))
    return graph.add("QuantizeLinear", [x, size, zero], f"{name}.whole"), size, zero


def _array(weight: Tensor) -> NDArray[np.float32]:
    return weight.detach().numpy()


def _normed(graph: Graph, name: str, norm, x: str, more: str) -> str:
    # Not SkipLayerNormalization, which adds and normalises at once: it is five times as slow.
    inputs = [
        graph.add("Add", [x, more], f"{name}.sum"),
        graph.weight(f"{name}.weight", norm.weight),
        graph.weight(f"{name}.bias", norm.bias),
    ]
    return graph.add("LayerNormalization", inputs, name, axis=-1, epsilon=1e-12)


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
