# SPDX-License-Identifier: BSL-1.0
"""What stands behind a phrase: numbers, [references] to measurements, + - * /,
comparisons, `and`, `or`, `not`, and a few functions."""

import ast
import operator
import re

LEVEL = 1.1  # times within this ratio are called level

OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def is_level(*times):
    return max(times) <= min(times) * LEVEL


FUNCTIONS = {
    "min": min,
    "max": max,
    "round": round,
    "level": is_level,
    "ms": lambda seconds: seconds * 1e3,
    "us": lambda seconds: seconds * 1e6,
}

REFERENCE = re.compile(r"\[([^]]+)\]")


class Wrong(Exception):
    """Why an expression has no value."""


class Evaluation:
    """`look_up` gives the value of what is in brackets, and `names` those of
    names that are neither functions."""

    def __init__(self, look_up, names):
        self.look_up = look_up
        self.names = names
        self.references = []

    def values(self, text):
        """As many as there are, separated by commas."""

        def keep(match):
            self.references.append(self.look_up(match[1]))
            return f"_{len(self.references) - 1}"

        try:
            tree = ast.parse(REFERENCE.sub(keep, text).strip(), mode="eval")
        except SyntaxError as error:
            raise Wrong(f"{text.strip()}: {error.msg}") from error
        body = tree.body
        parts = body.elts if isinstance(body, ast.Tuple) else [body]
        try:
            return [self.value(each) for each in parts]
        except (TypeError, ZeroDivisionError, ValueError) as error:
            raise Wrong(f"{text.strip()}: {error}") from error

    def value(self, node):
        method = getattr(self, "of_" + type(node).__name__.lower(), None)
        if method is None:
            raise Wrong(f"{ast.unparse(node)} is not understood")
        return method(node)

    def of_constant(self, node):
        return node.value

    def of_name(self, node):
        if re.fullmatch(r"_\d+", node.id):
            return self.references[int(node.id[1:])]
        if node.id not in self.names:
            raise Wrong(f"{node.id} is not known")
        return self.names[node.id]

    def of_binop(self, node):
        apply = OPERATORS[type(node.op)]
        return apply(self.value(node.left), self.value(node.right))

    def of_unaryop(self, node):
        value = self.value(node.operand)
        return not value if isinstance(node.op, ast.Not) else -value

    def of_boolop(self, node):
        values = [self.value(each) for each in node.values]
        return all(values) if isinstance(node.op, ast.And) else any(values)

    def of_compare(self, node):
        values = [self.value(each) for each in (node.left, *node.comparators)]
        pairs = zip(node.ops, values, values[1:])
        return all(OPERATORS[type(op)](a, b) for op, a, b in pairs)

    def of_call(self, node):
        name = getattr(node.func, "id", None)
        if name not in FUNCTIONS or node.keywords:
            raise Wrong(f"{ast.unparse(node.func)} is no function")
        return FUNCTIONS[name](*map(self.value, node.args))
