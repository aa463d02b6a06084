"""Kokoro's 8-bit weights as plain numbers: bfloat16 arithmetic of today's processors is twice as fast on those."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

INTEGER = {"ConvInteger": "Conv", "MatMulInteger": "MatMul"}


def widened(source: Path, target: Path) -> Path:
    """Write `source` without its dynamic quantization, unless it is there; the same weights, nothing is learnt.

    A product of two 8-bit tensors times their scales becomes a product of floats times the scale of the weights: the
    input is used as it is, and its scale is one.
    """
    if target.is_file():
        return target
    model = onnx.load(str(source))
    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    inputs: dict[str, str] = {}
    added: dict[str, Any] = {}
    nodes = []
    for node in graph.node:
        if node.op_type == "DynamicQuantizeLinear":
            inputs[node.output[0]] = node.input[0]
            added[node.output[1]] = numpy_helper.from_array(np.array(1.0, dtype=np.float32), node.output[1])
        elif node.op_type in INTEGER:
            name = f"{node.input[1]}.wide"
            added[name] = numpy_helper.from_array(_weights(node, weights), name)
            wide = helper.make_node(INTEGER[node.op_type], [inputs[node.input[0]], name], [node.output[0]])
            wide.attribute.extend(node.attribute)
            nodes.append(wide)
        else:
            nodes.append(node)
    _biases(nodes)
    used = {name for node in nodes for name in node.input}
    kept = [tensor for tensor in (*graph.initializer, *added.values()) if tensor.name in used]
    for part, values in ((graph.node, nodes), (graph.initializer, kept), (graph.value_info, [])):
        del part[:]
        part.extend(values)
    fresh = target.with_suffix(".part")
    onnx.save(model, str(fresh))
    fresh.rename(target)
    return target


def _weights(node: Any, weights: dict[str, Any]) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Weights less their zero point."""
    value: np.ndarray[Any, np.dtype[np.float32]] = numpy_helper.to_array(weights[node.input[1]]).astype(np.float32)
    if len(node.input) < 4 or not node.input[3]:
        return value
    zero = numpy_helper.to_array(weights[node.input[3]]).astype(np.float32)
    if zero.size > 1 and node.op_type == "ConvInteger":
        zero = zero.reshape(-1, *[1] * (value.ndim - 1))
    return np.asarray(value - zero, dtype=np.float32)


def _biases(nodes: list[Any]) -> None:
    """Biases were rounded to the integers they were added to: they stay floats."""
    maker = {name: node for node in nodes for name in node.output}
    for node in nodes:
        if node.op_type == "Cast" and node.attribute[0].i == onnx.TensorProto.INT32:
            before = maker.get(node.input[0])
            if before is not None and before.op_type == "Floor" and "bias" in node.output[0]:
                node.input[0] = before.input[0]
                node.attribute[0].i = onnx.TensorProto.FLOAT
