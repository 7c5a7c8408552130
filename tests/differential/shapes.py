#!/usr/bin/env python3
"""Makes the shapes of the differential test: random statements, each as C++ and, independently, as plain SQL.

    shapes.py [--seed N] --units N --out DIRECTORY     writes shapes_1.cpp ... shapes_N.cpp and shapes.cpp
    shapes.py [--seed N] --coverage                    tells how often each construct is used

The plain SQL is written here, not by mizzle: every operand stands in parentheses, arguments are ?NNN, constants are
literals, and where a statement depends on run-time values (when(), ranges, members of a patch) there is one text for each
combination. The same statements come out of a seed each time, with any Python: the random numbers are this script's own.
"""
import argparse
import itertools
import pathlib

MOST_TEXTS = 16  # of one shape


class Random:
    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % n

    def of(self, items):
        return items[self.below(len(items))]

    def chance(self, n):
        return self.below(n) == 0


rng = Random(1)
used = {}


def pick(category, options):
    """The name of an option among those that were used least, so that each is used."""
    least = min(used.get((category, o), 0) for o in options)
    name = rng.of([o for o in options if used.get((category, o), 0) == least])
    used[category, name] = used.get((category, name), 0) + 1
    return name


def cpp_text(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("?", "\\?") + '"'


def sql_text(text):
    return "'" + text.replace("'", "''") + "'"


class E:
    """An expression: its C++, its SQL for a combination of choices (None where when() leaves it out), its type, and whether
    its value can be none of its C++ type, because an integer overflows to a real or a NaN becomes NULL."""

    def __init__(self, cpp, sql, type, value=False, misfit=False, column=False):
        self.cpp, self.type, self.value, self.misfit, self.column = cpp, type, value, misfit, column
        self.sql = sql if callable(sql) else lambda chosen: sql

    def expression(self):
        """A plain C++ value as an expression."""
        return E(f"mz::val({self.cpp})", self.sql, self.type, misfit=self.misfit) if self.value else self


def op(type, cpp, sql, *operands, misfit=False):
    return E(cpp.format(*(o.cpp for o in operands)), lambda chosen: "(" + sql.format(*("(" + o.sql(chosen) + ")" for o in operands)) + ")", type,
             misfit=misfit or any(o.misfit for o in operands))


COLUMNS = {
    "things": {"int": ["n", "tiny", "word", "maybe_n", "maybe_tiny", "maybe_word", "id"], "real": ["r", "maybe_r"], "text": ["s", "maybe_s"], "blob": ["b", "maybe_b"],
               "flag": ["flag", "maybe_flag"], "mood": ["mood", "maybe_mood"], "tier": ["tier", "maybe_tier"], "who": ["who", "maybe_who"]},
    "parts": {"int": ["amount", "level", "thing_id", "id"], "real": ["ratio"], "text": ["label", "note"]},
    "loose": {"int": ["n"], "text": ["s"]},
    "slots": {"int": ["room", "level", "id"], "real": ["rate"], "text": ["name", "note"], "flag": ["taken"], "tier": ["tier"], "who": ["owner"]},
    "cells": {"int": ["x", "v"], "real": ["w"], "text": ["y"], "blob": ["tag"]},
    "audits": {"int": ["id", "made", "seen"], "text": ["name"]},
}
ALL = {
    "things": "id n tiny word r s b flag mood tier who maybe_n maybe_tiny maybe_word maybe_r maybe_s maybe_b maybe_flag maybe_mood maybe_tier maybe_who".split(),
    "parts": "id thing_id label amount level ratio note".split(),
    "loose": "n s".split(),
    "slots": "id name room taken level rate tier owner note".split(),
    "cells": "x y v w tag".split(),
    "audits": "id name made seen".split(),
}
KIND = {"int": ["n", "tiny", "word"], "real": ["r"], "text": ["s"], "blob": ["b"], "flag": ["flag"], "mood": ["mood"], "tier": ["tier"], "who": ["who"]}
ALIASES = {"things": ["t1", "t2"], "parts": ["p1", "p2"], "loose": ["l1"]}
CONSTANTS = {
    "int": [(str(n), f"({n})") for n in (0, 1, 2, 3, -1, 7, 10, -128, 1000)] + [("std::int64_t{5000000000}", "5000000000"), ("INT64_MAX", "9223372036854775807"), ("4294967295U", "4294967295")],
    "real": [(t, f"({t})") for t in ("0.5", "1.5", "-2.0", "0.0", "1e308", "1e-300", "-0.5", "3.0")],
    "text": [(cpp_text(t), sql_text(t)) for t in ("", "a", "ab", "it's", "%", "a?b", '"', "\\", "50%", "\U0001f6a2", "Abc")],
    "blob": [("mz::blob{}", "x''"), ("mz::blob{std::byte{0}, std::byte{39}}", "x'0027'")],
    "flag": [("true", "1"), ("false", "0")],
    "mood": [("feeling::low", "(-1)"), ("feeling::even", "0"), ("feeling::high", "1")],
    "tier": [("grade::free", "'free'"), ("grade::paid", "'paid'"), ("grade::staff", "'staff'")],
    "who": [('secret{"a"}', "'sealed:a'"), ('secret{""}', "'sealed:'")],
}
PATTERNS = [(cpp_text(t), sql_text(t)) for t in ("%", "a%", "%b%", "_", "a!%%", "%\\%%", "", "A_")]
GLOBS = [(cpp_text(t), sql_text(t)) for t in ("*", "a*", "?", "[a-c]*", "", "*b")]
OWN = ["mood", "tier", "who"]


class Maker:
    """Makes one shape: collects its arguments and choices."""

    def __init__(self):
        self.kinds, self.choices = [], []
        self.scope = []  # (name, table) of the sources that can be named
        self.taken = set()

    # Arguments and choices.

    def argument(self, kind):
        self.kinds.append(kind)
        return len(self.kinds) - 1

    def value(self, type, kind=None):
        kind = kind or pick("argument", KIND[type])
        i = self.argument(kind)
        getter = "view" if kind == "s" and rng.chance(3) else kind
        return E(f"a.{getter}({i})", f"?{i + 1}", type, value=True)

    def maybe(self, kind):
        i = self.argument("maybe_" + kind)
        return E(f"a.maybe_{kind}({i})", f"?{i + 1}", None, value=True)

    def texts(self):
        n = 1
        for c in self.choices:
            n *= c
        return n

    def may_choose(self, of):
        return self.texts() * of <= MOST_TEXTS

    def choice(self, of):
        assert self.may_choose(of)
        self.choices.append(of)
        return len(self.choices) - 1

    # Leaves.

    def column(self, type):
        places = [(name, c) for name, table in self.scope for c in COLUMNS[table].get(type, [])]
        if not places:
            return None
        name, c = rng.of(places)
        return E(f"{name}.{c}", f"{name}.{c}", type, column=True)

    def constant(self, type):
        cpp, sql = rng.of(CONSTANTS[type])
        return E(cpp, sql, type, value=True)

    def leaf(self, type):
        how = pick("leaf", ["column", "column again", "argument", "constant"])
        return (self.column(type) if how.startswith("column") else None) or (self.constant(type) if how == "constant" else self.value(type))

    def operand(self, type, depth):
        return self.make(type, depth - 1) if depth > 0 else self.leaf(type)

    def pair(self, type, depth, other=None):
        """Two operands of an operator, of which one at least is an expression."""
        a, b = self.operand(type, depth), self.operand(other or type, depth - 1)
        if a.value and b.value:
            a = a.expression()
        return (b, a) if type == (other or type) and rng.chance(3) else (a, b)

    def make(self, type, depth):
        """An expression of a type; a leaf can be a plain value."""
        if depth <= 0 or rng.chance(8):
            return self.leaf(type)
        return getattr(self, "make_" + (type if type not in OWN else "own"))(depth, *([type] if type in OWN else []))

    # What all types have.

    def common(self, how, type, depth):
        if how in ("coalesce", "ifnull"):
            a = self.operand(type, depth)
            b = self.operand(type, depth - 1)
            if how == "coalesce" and rng.chance(2):
                return op(type, "mz::coalesce({0}, {1}, {2})", "coalesce({0}, {1}, {2})", a.expression(), b, self.leaf(type))
            return op(type, f"mz::{how}({{0}}, {{1}})", "coalesce({0}, {1})", a.expression(), b)
        if how == "nullif":
            a, b = self.operand(type, depth).expression(), self.operand(type, depth - 1)
            return op(type, "mz::nullif({0}, {1})", "nullif({0}, {1})", a, b)
        if how in ("min", "max"):
            a, b = self.operand(type, depth).expression(), self.operand(type, depth - 1)
            if rng.chance(3):
                return op(type, f"mz::{how}({{0}}, {{1}}, {{2}})", how + "({0}, {1}, {2})", a, b, self.leaf(type))
            return op(type, f"mz::{how}({{0}}, {{1}})", how + "({0}, {1})", a, b)
        if how.startswith("case"):
            arms = int(how[4])
            operands, cpp, sql = [], "", "case"
            for i in range(arms):
                condition = self.condition(min(depth - 1, 1), False)
                then = self.operand(type, depth - 1)
                operands += [condition, then]
                cpp += (".when(" if i else "mz::case_when(") + f"{{{2 * i}}}, {{{2 * i + 1}}})"
                sql += f" when {{{2 * i}}} then {{{2 * i + 1}}}"
            if how.endswith("else"):
                operands.append(self.operand(type, depth - 1))
                cpp += f".otherwise({{{2 * arms}}})"
                sql += f" else {{{2 * arms}}}"
            return op(type, cpp, sql + " end", *operands)
        assert how == "subquery"
        return self.scalar(type)

    COMMON = ["coalesce", "ifnull", "nullif", "min", "max", "case1", "case1 else", "case2 else", "case3 else", "case2", "case3", "subquery"]

    def make_int(self, depth):
        how = pick("integer", ["+", "-", "*", "/", "%", "negate", "abs", "length", "length of a blob", "instr", "cast of a real", "cast of a text", "sql * 2", "sql minus", "sql abs", "sql two", "sql not", "+ again",
                               "mixed with real", "case of any width"] + self.COMMON)
        if how in self.COMMON:
            return self.common(how, "int", depth)
        if how[0] in "+-*/%":
            a, b = self.pair("int", depth)
            return op("int", f"({{0}} {how[0]} {{1}})", f"{{0}} {how[0]} {{1}}", a, b, misfit=how[0] != "%")
        if how == "negate":
            return op("int", "(-{0})", "- {0}", self.operand("int", depth).expression(), misfit=True)
        if how == "abs":
            return op("int", "mz::abs({0})", "abs({0})", self.operand("int", depth), misfit=True)
        if how == "length":
            return op("int", "mz::length({0})", "length({0})", self.operand("text", depth))
        if how == "length of a blob":
            return op("int", "mz::length({0})", "length({0})", self.operand("blob", depth))
        if how == "instr":
            return op("int", "mz::instr({0}, {1})", "instr({0}, {1})", self.operand("text", depth), self.leaf("text"))
        if how.startswith("cast"):
            return op("int", "mz::cast<std::int64_t>({0})", "cast({0} as integer)", self.operand(how.split()[-1], depth))
        if how == "sql * 2":
            return op("int", 'mz::sql<"? * 2", std::optional<std::int64_t>>({0})', "{0} * 2", self.operand("int", depth), misfit=True)
        if how == "sql minus":
            return op("int", 'mz::sql<"-?", std::optional<std::int64_t>>({0})', "- {0}", self.operand("int", depth), misfit=True)
        if how == "sql abs":
            return op("int", 'mz::sql<"abs(? % 10)", std::optional<std::int64_t>>({0})', "abs({0} % 10)", self.operand("int", depth))
        if how == "sql two":
            return op("int", 'mz::sql<"? - ?", std::optional<std::int64_t>>({0}, {1})', "{0} - {1}", self.operand("int", depth), self.operand("int", depth - 1), misfit=True)
        if how == "sql not":
            return op("int", 'mz::sql<"~?", std::optional<std::int64_t>>({0})', "~ {0}", self.operand("int", depth))
        if how == "mixed with real":
            return op("int", "mz::cast<std::int64_t>({0})", "cast({0} as integer)", self.make_real(depth))
        return op("int", "mz::case_when({0}, {1}).otherwise({2})", "case when {0} then {1} else {2} end", self.condition(0, False), self.constant("int"), self.leaf("int"))

    def make_real(self, depth):
        how = pick("real", ["+", "-", "*", "/", "%", "real + int", "int * real", "negate", "abs", "round", "round to", "cast of an int", "cast of a text", "coalesce of an int", "max with an int"] + self.COMMON)
        if how in self.COMMON:
            return self.common(how, "real", depth)
        if how[0] in "+-*/%":
            a, b = self.pair("real", depth)
            return op("real", f"({{0}} {how} {{1}})", f"{{0}} {how} {{1}}", a, b, misfit=True)
        if how == "real + int":
            a, b = self.operand("real", depth), self.operand("int", depth - 1)
            return op("real", "({0} + {1})", "{0} + {1}", a.expression(), b, misfit=True)
        if how == "int * real":
            a, b = self.operand("int", depth), self.operand("real", depth - 1)
            return op("real", "({0} * {1})", "{0} * {1}", a.expression(), b, misfit=True)
        if how == "negate":
            return op("real", "(-{0})", "- {0}", self.operand("real", depth).expression())
        if how == "abs":
            return op("real", "mz::abs({0})", "abs({0})", self.operand("real", depth))
        if how == "round":
            return op("real", "mz::round({0})", "round({0})", self.operand("real", depth))
        if how == "round to":
            return op("real", "mz::round({0}, {1})", "round({0}, {1})", self.operand("real", depth), self.value("int", "few"))
        if how.startswith("cast"):
            return op("real", "mz::cast<double>({0})", "cast({0} as real)", self.operand(how.split()[-1], depth))
        name = how.split()[0]
        return op("real", f"mz::{name}({{0}}, {{1}})", name + "({0}, {1})", self.operand("int", depth).expression(), self.operand("real", depth - 1))

    def make_text(self, depth):
        how = pick("text", ["upper", "lower", "trim", "trim of", "ltrim", "rtrim", "replace", "substr", "substr of", "hex", "hex of a text", "concat", "concat of three", "cast of an int", "cast of a real", "cast of a blob",
                            "sql quoted", "sql case", "sql concat"] + self.COMMON)
        if how in self.COMMON:
            return self.common(how, "text", depth)
        if how in ("upper", "lower", "trim", "ltrim", "rtrim"):
            return op("text", f"mz::{how}({{0}})", how + "({0})", self.operand("text", depth))
        if how == "trim of":
            return op("text", "mz::trim({0}, {1})", "trim({0}, {1})", self.operand("text", depth), self.leaf("text"))
        if how == "replace":
            return op("text", "mz::replace({0}, {1}, {2})", "replace({0}, {1}, {2})", self.operand("text", depth), self.leaf("text"), self.leaf("text"))
        if how == "substr":
            return op("text", "mz::substr({0}, {1})", "substr({0}, {1})", self.operand("text", depth), self.leaf("int"))
        if how == "substr of":
            return op("text", "mz::substr({0}, {1}, {2})", "substr({0}, {1}, {2})", self.operand("text", depth), self.leaf("int"), self.value("int", "few"))
        if how == "hex":
            return op("text", "mz::hex({0})", "hex({0})", self.operand("blob", depth))
        if how == "hex of a text":
            return op("text", "mz::hex({0})", "hex({0})", self.operand("text", depth))
        if how == "concat":
            return op("text", "mz::concat({0}, {1})", "{0} || {1}", self.operand("text", depth), self.operand("text", depth - 1))
        if how == "concat of three":
            return op("text", "mz::concat({0}, {1}, {2})", "{0} || {1} || {2}", self.operand("text", depth), self.leaf("text"), self.operand("text", depth - 1))
        if how.startswith("cast"):
            return op("text", "mz::cast<std::string>({0})", "cast({0} as text)", self.operand(how.split()[-1], depth))
        if how == "sql quoted":
            return op("text", """mz::sql<"? || '?'", std::optional<std::string>>({0})""", "{0} || '?'", self.operand("text", depth))
        if how == "sql case":
            return op("text", """mz::sql<"case ? when 1 then 'one' when ? then 'two' end", std::optional<std::string>>({0}, {1})""", "case {0} when 1 then 'one' when {1} then 'two' end",
                      self.operand("int", depth), self.operand("int", depth - 1))
        return op("text", """mz::sql<"? || ?", std::optional<std::string>>({0}, {1})""", "{0} || {1}", self.operand("text", depth), self.operand("text", depth - 1))

    def make_blob(self, depth):
        how = pick("blob", ["cast of a text"] + self.COMMON)
        if how in self.COMMON:
            return self.common(how, "blob", depth)
        return op("blob", "mz::cast<mz::blob>({0})", "cast({0} as blob)", self.operand("text", depth))

    def make_own(self, depth, type):
        return self.common(pick(type, self.COMMON), type, depth)

    def make_flag(self, depth):
        return self.condition(depth, False)

    # Conditions.

    def condition(self, depth, optional):
        """A condition; with `optional`, parts of it can be left out at run time."""
        if depth > 0:
            hows = ["and", "or", "not", "leaf"] + (["when", "when again"] if optional and self.may_choose(2) else [])
            how = pick("logic", hows)
            if how in ("and", "or"):
                a, b = self.condition(depth - 1, optional), self.condition(depth - 1, optional)

                def both(chosen):
                    parts = [p for p in (a.sql(chosen), b.sql(chosen)) if p is not None]
                    return "(" + f" {how} ".join(f"({p})" for p in parts) + ")" if parts else None
                return E(f"({a.cpp} {'&&' if how == 'and' else '||'} {b.cpp})", both, "flag", misfit=a.misfit or b.misfit)
            if how == "not":
                a = self.condition(depth - 1, optional)
                return E(f"(!{a.cpp})", lambda chosen: None if a.sql(chosen) is None else f"(not ({a.sql(chosen)}))", "flag", misfit=a.misfit)
            if how.startswith("when"):
                choice = self.choice(2)
                a = self.condition(depth - 1, optional)
                return E(f"mz::when(a.on({choice}), {a.cpp})", lambda chosen: a.sql(chosen) if chosen[choice] else None, "flag", misfit=a.misfit)
        return self.comparison(depth)

    def comparison(self, depth):
        depth = min(depth, 1) + 1
        how = pick("condition", ["=", "<>", "<", "<=", ">", ">=", "= own", "<> own", "< own", "= blob", "= text", "< text", "= real", "int < real", "real >= int", "= flag",
                                 "in list", "in list of texts", "in own list", "not in list", "in range", "not in range", "in range of reals", "in range of texts", "in range of own", "in select", "not in select", "in select of texts",
                                 "between", "between texts", "between reals", "not between", "like", "not like", "like escape", "not like escape", "like column", "glob",
                                 "is maybe", "is not maybe", "is null value", "is maybe own", "is expression", "is not expression", "is maybe text", "is maybe real", "integer is maybe real", "is null", "is not null",
                                 "exists", "not exists", "column", "value", "case", "coalesce", "sql and", "sql in", "sql collate", "sql between", "sql not", "of scalar"])
        any_type = lambda: pick("null of", ["int", "real", "text", "blob", "mood", "who", "tier", "flag"])
        own = lambda: pick("own", OWN)
        if how[0] in "=<>":
            symbol, _, type = how.partition(" ")
            type = {"": "int", "own": own() if type == "own" else ""}.get(type, type)
            a, b = self.pair(type, 1 if type in OWN + ["blob", "flag"] else depth)
            return op("flag", f"({{0}} {dict([('=', '=='), ('<>', '!=')]).get(symbol, symbol)} {{1}})", f"{{0}} {symbol} {{1}}", a, b)
        if how == "int < real":
            return op("flag", "({0} < {1})", "{0} < {1}", self.operand("int", depth).expression(), self.operand("real", depth - 1))
        if how == "real >= int":
            return op("flag", "({0} >= {1})", "{0} >= {1}", self.operand("real", depth).expression(), self.operand("int", depth - 1))
        if how in ("in list", "not in list", "in list of texts", "in own list"):
            type = "text" if how.endswith("texts") else own() if "own" in how else "int"
            items = [self.operand(type, 0) for _ in range(1 + rng.below(4))]
            name = "not_in" if how.startswith("not") else "in"
            return op("flag", "{0}." + name + "(" + ", ".join(f"{{{i + 1}}}" for i in range(len(items))) + ")", "{0} " + name.replace("_", " ") + " (" + ", ".join(f"{{{i + 1}}}" for i in range(len(items))) + ")",
                      self.operand(type, depth).expression(), *items)
        if "range" in how:
            type, kind, get, item = {"reals": ("int", "list_r", "r", "double"), "texts": ("text", "list_s", "s", "std::string"), "own": ("tier", "tier", "tier", "grade")}.get(how.split()[-1], ("int", "n", "n", "std::int64_t"))
            if type == "tier" and rng.chance(2):
                type, kind, get, item = "mood", "mood", "mood", "feeling"
            if type == "int" and kind == "list_r" and rng.chance(2):
                type = "real"
            if not self.may_choose(4):
                return self.comparison(depth)
            choice = self.choice(4)
            a = self.operand(type, depth).expression()
            first = [self.argument(kind) for _ in range(3)][0]
            name = "not_in" if how.startswith("not") else "in"
            listed = lambda chosen: ", ".join(f"?{first + i + 1}" for i in range(chosen[choice]))
            return E(f"{a.cpp}.{name}(a.list<{item}>({choice}, {first}, &arguments::{get}))", lambda chosen: f"(({a.sql(chosen)}) {name.replace('_', ' ')} ({listed(chosen)}))", "flag", misfit=a.misfit)
        if "select" in how:
            type = "text" if how.endswith("texts") else "int"
            a = self.operand(type, depth).expression()
            inner = self.subselect(lambda m: m.column(type))
            name = "not_in" if how.startswith("not") else "in"
            return E(f"{a.cpp}.{name}({inner.cpp})", lambda chosen: f"(({a.sql(chosen)}) {name.replace('_', ' ')} ({inner.sql(chosen)}))", "flag", misfit=a.misfit)
        if "between" in how and not how.startswith("sql"):
            type = "text" if how.endswith("texts") else "real" if how.endswith("reals") else "int"
            name = "not_between" if how.startswith("not") else "between"
            return op("flag", f"{{0}}.{name}({{1}}, {{2}})", f"{{0}} {name.replace('_', ' ')} {{1}} and {{2}}", self.operand(type, depth).expression(), self.leaf(type), self.operand(type, depth - 1))
        if "like" in how:
            name = "not_like" if how.startswith("not") else "like"
            pattern = self.operand("text", 0) if how.endswith("column") or rng.chance(2) else E(*rng.of(PATTERNS), "text", value=True)
            escape = rng.of([("!", "!"), ("\\\\", "\\")]) if how.endswith("escape") else None
            return op("flag", f"{{0}}.{name}({{1}})" + (f".escape('{escape[0]}')" if escape else ""), f"{{0}} {name.replace('_', ' ')} {{1}}" + (f" escape '{escape[1]}'" if escape else ""),
                      self.operand("text", depth).expression(), pattern)
        if how == "glob":
            return op("flag", "{0}.glob({1})", "{0} glob {1}", self.operand("text", depth).expression(), E(*rng.of(GLOBS), "text", value=True) if rng.chance(2) else self.leaf("text"))
        if how.startswith("is ") and how not in ("is null", "is not null") or how == "integer is maybe real":
            name = "is_not" if how.startswith("is not") else "is"
            if how == "integer is maybe real":
                type, other = "int", self.maybe("r")
            elif how == "is null value":
                type, other = any_type(), E("std::nullopt", "null", None)
            elif how.endswith("expression"):
                type = rng.of(["int", "text", "mood", "who"])
                other = self.operand(type, 1)
            else:
                type = own() if how.endswith("own") else "text" if how.endswith("text") else "real" if how.endswith("maybe real") else "int"
                other = self.maybe({"text": "s", "real": "r", "int": rng.of(["n", "n", "tiny", "word"])}.get(type, type))
            left = self.column(type) or self.make(type, 1)
            return op("flag", f"{{0}}.{name}({{1}})", f"{{0}} {name.replace('_', ' ')} {{1}}", left.expression(), other)
        if how in ("is null", "is not null"):
            a = self.operand(any_type(), depth).expression()
            return op("flag", f"{{0}}.{how.replace(' ', '_')}()", f"{{0}} {how}", a)
        if how in ("exists", "not exists"):
            inner = self.subselect(lambda m: m.column(rng.of(["int", "text"])))
            return E(f"mz::{how.replace(' ', '_')}({inner.cpp})", lambda chosen: f"({how} ({inner.sql(chosen)}))", "flag")
        if how == "column":
            return self.column("flag") or self.comparison(depth)
        if how == "value":
            return self.value("flag").expression()
        if how == "case":
            return op("flag", "mz::case_when({0}, {1}).otherwise({2})", "case when {0} then {1} else {2} end", self.comparison(0), self.comparison(0), self.leaf("flag"))
        if how == "coalesce":
            return op("flag", "mz::coalesce({0}, {1})", "coalesce({0}, {1})", self.comparison(0), self.leaf("flag"))
        if how == "sql and":
            return op("flag", 'mz::sql<"(? and 0)", std::optional<bool>>({0})', "{0} and 0", self.condition(1, False))
        if how == "sql in":
            return op("flag", 'mz::sql<"? in (1, 2, 3)", std::optional<bool>>({0})', "{0} in (1, 2, 3)", self.operand("int", depth))
        if how == "sql collate":
            return op("flag", 'mz::sql<"? collate nocase = ?", std::optional<bool>>({0}, {1})', "{0} collate nocase = {1}", self.operand("text", depth), self.operand("text", 0))
        if how == "sql between":
            return op("flag", 'mz::sql<"? between 1 and ?", std::optional<bool>>({0}, {1})', "{0} between 1 and {1}", self.operand("int", depth), self.operand("int", 1))
        if how == "sql not":
            return op("flag", 'mz::sql<"not ?", std::optional<bool>>({0})', "not {0}", self.condition(1, False))
        return op("flag", "({0} >= {1})", "{0} >= {1}", self.scalar("int"), self.leaf("int"))

    # Subqueries.

    def inner_source(self):
        table = rng.of([t for t in ("parts", "things", "loose", "parts") if any(x not in self.taken for x in ALIASES[t])] or ["parts"])
        free = [x for x in ALIASES[table] if x not in self.taken]
        return (free[0], table) if free else None

    def inside(self, f):
        """Calls f with the name and table of a source of its own that is in scope meanwhile; None if there is none left."""
        source = self.inner_source()
        if not source:
            return None
        self.taken.add(source[0])
        self.scope.append(source)
        result = f(*source)
        self.scope.pop()
        return result

    def near(self, name, table):
        """A condition that ties a source to the statement around it, or a small one of its own."""
        outer = self.scope[:-1]
        if outer and table != "loose" and not rng.chance(3):
            around = rng.of(outer)
            mine = {"parts": "thing_id", "things": "id"}[table]
            other = {"things": "id", "parts": "thing_id", "loose": "n", "slots": "room", "cells": "x", "audits": "id"}[around[1]]
            return E(f"({name}.{mine} == {around[0]}.{other})", f"(({name}.{mine}) = ({around[0]}.{other}))", "flag")
        scope, self.scope = self.scope, self.scope[-1:] if rng.chance(2) else self.scope
        result = op("flag", "({0} > {1})", "{0} > {1}", self.column("int"), self.leaf("int"))
        self.scope = scope
        return result

    def subselect(self, field):
        def build(name, table):
            scope, self.scope = self.scope, self.scope[-1:]
            selected = field(self)
            self.scope = scope
            where = self.near(name, table)
            return E(f"mz::select({selected.cpp}).from({name}).where({where.cpp})", lambda chosen: f"select {selected.sql(chosen)} from {table} as {name} where {where.sql(chosen)}", selected.type)
        return self.inside(build) or E("mz::select(l1.n).from(l1)", "select l1.n from loose as l1", "int")

    def scalar(self, type):
        """A select of one value."""
        def build(name, table):
            hows = {"int": ["count", "count of", "sum", "max", "first"], "real": ["avg", "total", "max", "first"], "text": ["max", "min", "first"]}.get(type, ["max"])
            how = pick("scalar " + type, hows)
            scope, self.scope = self.scope, self.scope[-1:]
            item = self.column("int" if how == "avg" else type)
            self.scope = scope
            if item is None:
                return None
            where = self.near(name, table)
            misfit = False
            if how == "first":
                if table == "loose":
                    return None
                return E(f"mz::select({item.cpp}).from({name}).where({where.cpp}).order_by({name}.id).limit(1)",
                         lambda chosen: f"(select {item.sql(chosen)} from {table} as {name} where {where.sql(chosen)} order by {name}.id limit 1)", type)
            if how == "count":
                cpp, sql = "mz::count()", "count(*)"
            elif how == "count of":
                cpp, sql = f"mz::count({item.cpp})", f"count({item.sql(())})"
            else:
                cpp, sql = f"mz::{how}({item.cpp})", f"{how}({item.sql(())})"
                misfit = how == "total"
            return E(f"mz::select({cpp}).from({name}).where({where.cpp})", lambda chosen: f"(select {sql} from {table} as {name} where {where.sql(chosen)})", type, misfit=misfit)
        found = self.inside(build)
        if found is None:
            return self.leaf(type).expression()
        return E(f"mz::val({found.cpp})", found.sql, type, misfit=found.misfit)


class Shape:
    def __init__(self, maker, title, cpp, sql, **more):
        self.maker, self.title, self.cpp, self.more = maker, title, cpp, more
        self.sql = [sql(chosen) for chosen in itertools.product(*(range(n) for n in maker.choices))]


shapes = []


def add(maker, title, cpp, sql, **more):
    shapes.append(Shape(maker, title, cpp, sql if callable(sql) else lambda chosen: sql, **more))


def clause(word, e, chosen):
    text = e.sql(chosen) if e is not None else None
    return "" if text is None else f" {word} {text}"


# Reads.

def ordering(m, names):
    """Terms that order totally: some columns, then the keys of the sources."""
    cpp, sql = [], []
    for _ in range(rng.below(3)):
        e = m.column(rng.of(["int", "real", "text", "mood", "blob", "flag"])) or m.column("int")
        how = pick("ordering", ["plain", "asc", "desc", "nulls_last desc", "nulls_first asc", "nulls_last asc", "of a function", "of an operator"])
        if how == "of a function":
            e = op("int", "mz::length({0})", "length({0})", m.column("text"))
        elif how == "of an operator":
            e = op("int", "(-{0})", "- {0}", m.column("int"))
        words = [w for w in how.split() if "_" in w or w in ("asc", "desc")]
        text = e.cpp
        for w in reversed(words):
            text = f"mz::{w}({text})"
        cpp.append(text)
        sql.append(e.sql(()) + "".join(" " + w.replace("_", " ") for w in reversed(words)))
    for n in names:
        direction = rng.of(["", "desc"])
        cpp.append(f"mz::desc({n})" if direction else n)
        sql.append(f"{n} {direction}".strip())
    return f".order_by({', '.join(cpp)})", " order by " + ", ".join(sql)


def limiting(m, always=False):
    how = pick("limit", ["none", "limit", "limit offset", "offset"] if not always else ["limit", "limit offset", "offset"])
    cpp = sql = ""
    if "limit" in how:
        i = m.argument("few")
        cpp, sql = f".limit(a.n({i}))", f" limit ?{i + 1}"
    if "offset" in how:
        i = m.argument("few")
        cpp += f".offset(a.n({i}))"
        sql = (sql or " limit -1") + f" offset ?{i + 1}"
    return cpp, sql


def mask(fields):
    return "".join("x" if f.misfit else "." for f in fields)


def selected(fields, chosen):
    return ", ".join(f.sql(chosen) for f in fields)


def fields_cpp(fields):
    return ", ".join(f.expression().cpp for f in fields)


TYPES = ["int", "real", "text", "flag", "mood", "blob", "who", "tier"]


def plain_select():
    m = Maker()
    m.scope = [("things", "things")]
    fields = [E("things.id", "things.id", "int")] + [m.make(pick("field", TYPES), 2) for _ in range(1 + rng.below(2))] + [m.make(pick("number", ["int", "real"]), 2)]
    where = m.condition(3, True)
    distinct = pick("distinct", ["select", "select", "select_distinct"])
    ordered = rng.chance(2)
    order = ordering(m, ["things.id"]) if ordered else ("", "")
    limit = limiting(m) if ordered else ("", "")
    add(m, distinct.replace("_", " "), f"mz::{distinct}({fields_cpp(fields)}).from(things).where({where.cpp}){order[0]}{limit[0]}",
        lambda chosen: f"{distinct.replace('_', ' ')} {selected(fields, chosen)} from things{clause('where', where, chosen)}{order[1]}{limit[1]}", ordered=ordered, misfits=mask(fields))


def distinct_select():
    m = Maker()
    m.scope = [("things", "things")]
    fields = [m.make(pick("field", TYPES), 1).expression() for _ in range(1 + rng.below(2))]
    where = m.condition(1, True)
    add(m, "select distinct", f"mz::select_distinct({fields_cpp(fields)}).from(things).where({where.cpp})",
        lambda chosen: f"select distinct {selected(fields, chosen)} from things{clause('where', where, chosen)}", misfits=mask(fields))


def whole_select():
    m = Maker()
    m.scope = [("things", "things")]
    where = m.condition(2, True)
    order = ordering(m, ["things.id"])
    limit = limiting(m)
    add(m, "a whole table", f"mz::select(things).where({where.cpp}){order[0]}{limit[0]}",
        lambda chosen: f"select {', '.join('things.' + c for c in ALL['things'])} from things{clause('where', where, chosen)}{order[1]}{limit[1]}", ordered=True)


def whole(name, table, absent):
    """A whole table as a field; where it may be absent, a column before it says whether it is there."""
    there = {"things": "id", "parts": "id", "loose": "rowid", "cells": "x"}[table]
    marker = [f"({name}.{there} is not null)"] if absent else []
    return E(name, ", ".join(marker + [f"{name}.{c}" for c in ALL[table]]), table), "." * (len(ALL[table]) + len(marker))


def join():
    m = Maker()
    kind = pick("join", ["inner", "left", "right", "full", "cross", "from two", "left left", "inner left", "left of loose", "left of cells", "full of loose"])
    words = [w for w in kind.split() if w in ("inner", "left", "right", "full", "cross")]
    second = {"loose": ("loose", "loose"), "cells": ("cells", "cells")}.get(kind.split()[-1], ("parts", "parts"))
    sources = [("things", "things"), second]
    if len(words) == 2:
        sources.append(("t1", "things") if rng.chance(2) else ("l1", "loose"))
    m.taken = {s[0] for s in sources}
    from_cpp, from_sql = ".from(things)", [lambda chosen: " from things"]
    m.scope = sources[:1]
    if kind == "from two":
        from_cpp, from_sql = ".from(things, parts)", [lambda chosen: " from things, parts"]
        m.scope = sources
    else:
        for word, source in zip(words, sources[1:]):
            m.scope = m.scope + [source]
            if word == "cross":
                from_cpp += f".cross_join({source[0]})"
                from_sql.append(lambda chosen: " cross join parts")
                continue
            key = {"parts": "thing_id", "things": "id", "loose": "n", "cells": "x"}[source[1]]
            on = E(f"({source[0]}.{key} == things.id)", f"(({source[0]}.{key}) = (things.id))", "flag")
            how = pick("on", ["key", "key and more", "condition", "when"])
            if how != "key":
                more = m.condition(1, how == "when")
                on = {"key and more": op("flag", "({0} && {1})", "{0} and {1}", on, more)}.get(how, more)
            if how == "when" and m.may_choose(2):
                choice, inner = m.choice(2), on
                on = E(f"mz::when(a.on({choice}), {inner.cpp})", lambda chosen, inner=inner, choice=choice: inner.sql(chosen) if chosen[choice] else None, "flag")
            from_cpp += f".{word}_join({source[0]}, {on.cpp})"
            named = source[1] if source[0] == source[1] else f"{source[1]} as {source[0]}"
            from_sql.append(lambda chosen, word=word, named=named, on=on: f" {word} join {named} on {on.sql(chosen) or 'true'}")
    absent = {"things"} if "right" in words or "full" in words else set()
    absent |= {s[0] for w, s in zip(words, sources[1:]) if w in ("left", "full")}
    fields, marks = [], ""
    for name, table in sources:
        if rng.chance(2) or table in ("loose", "cells"):
            f, mark = whole(name, table, name in absent)
        else:
            f, mark = E(f"{name}.id", f"{name}.id", "int"), "."
        fields.append(f)
        marks += mark
    for _ in range(1 + rng.below(2)):
        f = m.make(pick("field", TYPES), 1).expression()
        fields.append(f)
        marks += mask([f])
    where = m.condition(2, True) if rng.chance(2) else None
    add(m, kind + " join", f"mz::select({', '.join(f.cpp for f in fields)}){from_cpp}" + (f".where({where.cpp})" if where else ""),
        lambda chosen: f"select {selected(fields, chosen)}{''.join(f(chosen) for f in from_sql)}{clause('where', where, chosen)}", misfits=marks)


def aggregate(m, depth):
    """An aggregate, or an expression of aggregates."""
    how = pick("aggregate", ["count", "count of", "count distinct", "sum", "sum of an expression", "total", "avg", "avg of reals", "min", "max", "min text", "max own", "concat length", "sum + count", "coalesce", "case", "max blob", "sum of case"])
    column = lambda type: m.column(type) or m.column("int")
    if how == "count":
        return E("mz::count()", "count(*)", "int")
    if how in ("count of", "count distinct"):
        word = "distinct " if how.endswith("distinct") else ""
        e = m.make(rng.of(["int", "text", "mood", "real"]), 1).expression()
        return E(f"mz::{how.replace(' of', '').replace(' ', '_')}({e.cpp})", lambda chosen: f"count({word}{e.sql(chosen)})", "int")
    if how == "sum":
        return op("int", "mz::sum({0})", "sum({0})", column("int"))
    if how == "sum of an expression":
        return op("int", "mz::sum({0})", "sum({0})", m.make_int(1), misfit=True)
    if how == "sum of case":
        return op("int", "mz::sum(mz::case_when({0}, {1}))", "sum(case when {0} then {1} end)", m.comparison(0), column("int"))
    if how == "total":
        return op("real", "mz::total({0})", "total({0})", column("int"))
    if how == "avg":
        return op("real", "mz::avg({0})", "avg({0})", column("int"))
    if how == "avg of reals":
        return op("real", "mz::avg({0})", "avg({0})", m.column("real"))
    if how in ("min", "max"):
        return op("int", f"mz::{how}({{0}})", how + "({0})", column("int"))
    if how == "min text":
        return op("text", "mz::min({0})", "min({0})", m.make("text", 1).expression())
    if how == "max blob":
        return op("blob", "mz::max({0})", "max({0})", m.column("blob"))
    if how == "max own":
        return op("own", "mz::max({0})", "max({0})", m.column(rng.of(OWN)))
    if how == "concat length":
        return op("int", "mz::length(mz::group_concat(mz::hex({0}), \", \"))", "length(group_concat(hex({0}), ', '))", m.column("text"))
    if how == "sum + count":
        return op("int", "(mz::sum({0}) + mz::count({1}))", "sum({0}) + count({1})", column("int"), column("int"), misfit=True)
    if how == "coalesce":
        return op("int", "mz::coalesce(mz::sum({0}), {1})", "coalesce(sum({0}), {1})", column("int"), m.leaf("int") if False else m.value("int"))
    return op("text", "mz::case_when(mz::count() > {0}, \"many\").otherwise(\"few\")", "case when count(*) > {0} then 'many' else 'few' end", m.value("int", "few"))


def group():
    m = Maker()
    m.scope = [("things", "things")]
    joined = rng.chance(3)
    if joined:
        m.scope.append(("parts", "parts"))
    keys = []
    for _ in range(pick("keys", [0, 1, 1, 2])):
        how = pick("key", ["int", "text", "mood", "flag", "tier", "upper", "length", "sum", "real", "is null", "own"])
        key = {"upper": lambda: op("text", "mz::upper({0})", "upper({0})", m.column("text")), "length": lambda: op("int", "mz::length({0})", "length({0})", m.column("text")),
               "sum": lambda: op("int", "({0} + {1})", "{0} + {1}", m.column("int"), m.column("int"), misfit=True), "is null": lambda: op("flag", "{0}.is_null()", "{0} is null", m.column("int")),
               "own": lambda: m.column("who")}.get(how, lambda: m.column(how))()
        if key.cpp not in [k.cpp for k in keys]:
            keys.append(key)
    fields = keys + [aggregate(m, 1) for _ in range(1 + rng.below(3))]
    where = m.condition(1, True) if rng.chance(2) else None
    having = None
    if keys and rng.chance(2):
        a = op("flag", "({0} > {1})", "{0} > {1}", aggregate_number(m), m.value("int", "few"))
        having = a
        if m.may_choose(2):
            choice = m.choice(2)
            b = op("flag", "({0} <= {1})", "{0} <= {1}", aggregate_number(m), m.value("int"))
            having = E(f"({a.cpp} || mz::when(a.on({choice}), {b.cpp}))", lambda chosen: f"({a.sql(chosen)} or {b.sql(chosen)})" if chosen[choice] else a.sql(chosen), "flag")
    order = limit = ("", "")
    if keys and rng.chance(2):
        order = (f".order_by({', '.join(k.cpp for k in keys)})", " order by " + ", ".join(k.sql(()) for k in keys))
        limit = limiting(m)
    cpp = f"mz::select({fields_cpp(fields)}).from(things)" + (".inner_join(parts, parts.thing_id == things.id)" if joined else "") + (f".where({where.cpp})" if where else "")
    cpp += (f".group_by({', '.join(k.cpp for k in keys)})" if keys else "") + (f".having({having.cpp})" if having else "") + order[0] + limit[0]
    add(m, "groups" if keys else "aggregates", cpp,
        lambda chosen: f"select {selected(fields, chosen)} from things" + (" inner join parts on (parts.thing_id) = (things.id)" if joined else "") + clause("where", where, chosen)
        + (" group by " + ", ".join(k.sql(()) for k in keys) if keys else "") + clause("having", having, chosen) + order[1] + limit[1],
        ordered=bool(order[0]), misfits=mask(fields))


def aggregate_number(m):
    how = pick("having", ["count", "sum", "max", "count distinct"])
    if how == "count":
        return E("mz::count()", "count(*)", "int")
    return op("int", f"mz::{how.replace(' ', '_')}({{0}})", {"count distinct": "count(distinct {0})"}.get(how, how + "({0})"), m.column("int"))


def compound():
    m = Maker()
    types = pick("compound of", ["int", "int text", "text", "real", "mood", "int int", "text int", "who", "int and real", "flag"]).split()
    mixed = "and" in types
    if mixed:
        types = ["int"]
    words = [pick("compound", ["union_", "union_all", "intersect", "except"]) for _ in range(1 + rng.below(2))]
    operands = []
    columns_only = rng.chance(2)
    first_columns = None
    for i in range(len(words) + 1):
        table = "things" if i % 2 == 0 or set(types) & {"mood", "who", "flag"} else "parts"
        name = ["things", "parts", "t2"][i] if table == "things" and i != 1 else {"parts": "parts", "things": "t1"}[table]
        m.scope = [(name, table)]
        m.taken.add(name)
        wanted = ["real"] if mixed and i == 1 else types
        fields = [m.column(t) if columns_only else m.make(t, 1).expression() for t in wanted]
        if len(fields) == 2 and types[0] == types[1]:
            # Two columns of one name, or the other way round than on the left, could be a mistake.
            fields[1] = op(types[1], "({0} + {1})", "{0} + {1}", m.column("int"), E("1", "1", "int"), misfit=True)
        where = m.condition(1, True)
        operands.append((name, table, fields, where))
        first_columns = first_columns or fields
    cpp = ""
    for i, (name, table, fields, where) in enumerate(operands):
        one = f"mz::select({fields_cpp(fields)}).from({name}).where({where.cpp})"
        cpp = f"{cpp}.{words[i - 1]}({one})" if i else one
    order = limit = ("", "")
    if columns_only and all(f.column for f in first_columns):
        directions = [rng.of(["", "desc"]) for _ in first_columns]
        order = (f".order_by({', '.join(f'mz::desc({f.cpp})' if d else f.cpp for f, d in zip(first_columns, directions))})", " order by " + ", ".join(f"{i + 1} {d}".strip() for i, d in enumerate(directions)))
        limit = limiting(m)

    def sql(chosen):
        text = ""
        for i, (name, table, fields, where) in enumerate(operands):
            text += (f" {words[i - 1].rstrip('_').replace('_', ' ')} " if i else "") + f"select {selected(fields, chosen)} from {table if name == table else f'{table} as {name}'}{clause('where', where, chosen)}"
        return text + order[1] + limit[1]
    misfit = "".join("x" if any(o[2][i].misfit for o in operands) else "." for i in range(len(types)))
    add(m, "a compound", cpp + order[0] + limit[0], sql, ordered=bool(order[0]), misfits=misfit)


# Writes.

RETURNING = {"slots": ["slots.id", "slots.name", "slots.level", "slots.note", "slots.tier", "slots.owner", ("mz::upper(slots.name)", "upper(name)"), ("(slots.level + 1)", "(level + 1)"), ("mz::coalesce(slots.note, \"none\")", "coalesce(note, 'none')")],
             "cells": ["cells.x", "cells.y", "cells.v", "cells.w", "cells.tag"],
             "audits": ["audits.id", "audits.name", "audits.made", "audits.seen"]}


def returning(table):
    how = pick("returning", ["none", "some", "none", "all"])
    if how == "none":
        return "", ""
    if how == "all":
        return ".returning()", " returning " + ", ".join(ALL[table])
    fields = [rng.of(RETURNING[table]) for _ in range(1 + rng.below(3))]
    unique = [f for i, f in enumerate(fields) if f not in fields[:i]]
    return (f".returning({', '.join(f if isinstance(f, str) else f[0] for f in unique)})", " returning " + ", ".join(f.split(".")[1] if isinstance(f, str) else f[1] for f in unique))


def guarding(m):
    how = pick("guard", ["none", "none", "changes", "exactly"])
    if how == "none":
        return "", {}
    i = m.argument("few")
    return f".require_{how}(a.n({i}))", {"guard": i, "exactly": how == "exactly"}


def add_write(m, title, table, cpp, sql, returns=True, guards=True, before="", **more):
    back = returning(table) if returns else ("", "")
    guard = guarding(m) if guards else ("", {})

    def whole_sql(chosen):
        text = sql(chosen)
        return ";\n".join(t + back[1] for t in text) if isinstance(text, list) else text + back[1]
    add(m, title, before + cpp + back[0] + guard[0], whole_sql, writes=table, **guard[1], **more)


CONFLICTS = {
    "slots": [
        ("", ""),
        (".on_conflict(slots.name).do_nothing()", " on conflict (name) do nothing"),
        (".on_conflict().do_nothing()", " on conflict do nothing"),
        (".on_conflict(slots.room).do_nothing()", " on conflict (room) where taken do nothing"),
        (".on_conflict(slots.id).do_update(slots.room = mz::excluded(slots.room), slots.level = 7)", " on conflict (id) do update set room = excluded.room, level = 7"),
        (".on_conflict(slots.room).where(slots.taken).do_update(slots.rate = (slots.rate + mz::excluded(slots.rate)) * 0.5, slots.note = \"met\")",
         " on conflict (room) where taken do update set rate = ((slots.rate + excluded.rate) * 0.5), note = 'met'"),
        (".on_conflict(slots.name).do_update(slots.note = mz::concat(mz::coalesce(slots.note, \"-\"), mz::excluded(slots.name)), slots.taken = !slots.taken).where((slots.level < 5) || slots.note.is_null())",
         " on conflict (name) do update set note = (coalesce(slots.note, '-') || excluded.name), taken = (not slots.taken) where ((slots.level < 5) or (slots.note is null))"),
        (".on_conflict(slots.name).do_nothing().on_conflict(slots.id).do_update(slots.tier = grade::staff, slots.owner = secret{\"new\"})",
         " on conflict (name) do nothing on conflict (id) do update set tier = 'staff', owner = 'sealed:new'"),
        (".on_conflict(slots.name).do_update(slots.level = mz::excluded(slots.level), slots.owner = std::nullopt)", " on conflict (name) do update set level = excluded.level, owner = null"),
    ],
    "cells": [
        ("", ""),
        (".on_conflict(cells.x, cells.y).do_nothing()", " on conflict (x, y) do nothing"),
        (".on_conflict(cells.y, cells.x).do_update(cells.v = mz::coalesce(cells.v, 0) % 1000 + 1, cells.tag = mz::excluded(cells.tag))", " on conflict (x, y) do update set v = ((coalesce(cells.v, 0) % 1000) + 1), tag = excluded.tag"),
        (".on_conflict(cells.x, cells.y).do_update(cells.w = cells.w + 1).where(cells.v.is_not_null())", " on conflict (x, y) do update set w = (cells.w + 1) where (cells.v is not null)"),
    ],
    "audits": [
        ("", ""),
        (".on_conflict(audits.name).do_nothing()", " on conflict (name) do nothing"),
        (".on_conflict(audits.name).do_update(audits.made = mz::excluded(audits.made))", " on conflict (name) do update set made = excluded.made, seen = 42"),
        (".on_conflict(audits.name).do_update(audits.seen = mz::coalesce(mz::excluded(audits.seen) % 100, 0) + 1)", " on conflict (name) do update set seen = (coalesce((excluded.seen % 100), 0) + 1)"),
    ],
}
MEMBERS = {"slots": [("id", "key"), ("name", "s"), ("room", "key"), ("taken", "flag"), ("level", "tiny"), ("rate", "r"), ("tier", "tier"), ("owner", "maybe_who"), ("note", "maybe_s")],
           "cells": [("x", "key"), ("y", "s"), ("v", "maybe_n"), ("w", "r"), ("tag", "b")],
           "audits": [("id", "key"), ("name", "s"), ("made", "maybe_n"), ("seen", "n")]}
REQUIRED = {"slots": ["name", "room"], "cells": ["x", "y"], "audits": ["name"]}
FILLED = {"audits": {"made": "41"}}  # by default_fn, where an insert leaves the column out


def row_sql(table, given):
    """An insert of one row, of which `given` has (column, SQL)."""
    named = dict(given)
    for column, sql in FILLED.get(table, {}).items():
        named.setdefault(column, sql)
    return f"insert into {table} ({', '.join(named)}) values ({', '.join(named.values())})"


def members_of_row(m, table):
    """The members that every row gives, and those that it gives or leaves out."""
    always, sometimes = [], []
    for column, kind in MEMBERS[table]:
        if column in REQUIRED[table] or rng.chance(3):
            always.append((column, kind))
        elif m.may_choose(2) and len(sometimes) < 3 and rng.chance(2):
            sometimes.append((column, kind, m.choice(2)))
    return always, sometimes


def conflict(table):
    i = pick("conflict " + table, list(range(len(CONFLICTS[table]))))
    return CONFLICTS[table][i]


def insert_row(table):
    m = Maker()
    always, sometimes = members_of_row(m, table)
    given = [(c, k, m.argument(k)) for c, k in always]
    late = [(c, k, m.argument(k), choice) for c, k, choice in sometimes]
    on = conflict(table)
    before = f"mz::new_row<{table}> r{{{', '.join(f'.{c} = a.{k}({i})' for c, k, i in given)}}};\n"
    for c, k, i, choice in late:
        before += f"  if (a.on({choice})) r.{c} = a.{k}({i});\n"
    add_write(m, "insert of a row", table, f"mz::insert_into({table}).values(r){on[0]}",
              lambda chosen: row_sql(table, [(c, f"?{i + 1}") for c, k, i in given] + [(c, f"?{i + 1}") for c, k, i, choice in late if chosen[choice]]) + on[1], before=before, tells_rowid=table != "cells" and not on[0])


def insert_rows(table):
    m = Maker()
    size = m.choice(4)
    given = [[(c, k, m.argument(k)) for c, k in MEMBERS[table] if c in REQUIRED[table] or rng.chance(3)] for _ in range(3)]
    if rng.chance(2):  # rows that give the same columns fit one statement
        columns = [c for c, _, _ in given[0]]
        given = [[(c, k, m.argument(k)) for c, k in MEMBERS[table] if c in columns] for _ in range(3)]
    on = conflict(table)
    before = f"std::vector<mz::new_row<{table}>> list;\n"
    for n, g in enumerate(given):
        before += f"  if (a.size({size}) > {n}) list.push_back({{{', '.join(f'.{c} = a.{k}({i})' for c, k, i in g)}}});\n"
    add_write(m, "insert of rows", table, f"mz::insert_into({table}).values({rng.of(['list', 'std::span{list}', 'std::move(list)'])}){on[0]}",
              lambda chosen: [row_sql(table, [(c, f"?{i + 1}") for c, k, i in g]) + on[1] for g in given[:chosen[size]]], before=before)


def insert_set(table):
    m = Maker()
    assigns = {"slots": [("name", m.make("text", 1)), ("room", op("int", "mz::coalesce({0}, 0)", "coalesce({0}, 0)", m.scalar("int"))), ("level", m.value("int", "tiny")), ("note", m.maybe("s"))],
               "cells": [("x", m.value("int", "key")), ("y", m.value("text")), ("v", m.maybe("n")), ("tag", m.value("blob"))],
               "audits": [("name", m.value("text")), ("seen", m.value("int", "n"))]}[table]
    kept = [x for x in assigns if x[0] in REQUIRED[table] or rng.chance(2)]
    if table == "slots":
        kept[0] = ("name", op("text", "mz::coalesce({0}, \"none\")", "coalesce({0}, 'none')", kept[0][1].expression()))
    on = conflict(table)
    add_write(m, "insert of expressions", table, f"mz::insert_into({table}).set({', '.join(f'{table}.{c} = {e.cpp}' for c, e in kept)}){on[0]}",
              lambda chosen: row_sql(table, [(c, e.sql(chosen)) for c, e in kept]) + on[1], tells_rowid=table != "cells" and not on[0])


def insert_select(table):
    m = Maker()
    source = rng.of(["things", "parts"])
    m.scope = [(source, source)]
    m.taken.add(source)
    text = lambda: op("text", "mz::coalesce({0}, {1})", "coalesce({0}, {1})", m.make("text", 1).expression(), E('"-"', "'-'", "text"))
    wide = lambda: op("int", "mz::coalesce({0}, {1})", "coalesce({0}, {1})", m.column("int"), E("0", "0", "int"))
    more = {"things": {"slots": [("tier", "tier"), ("owner", "maybe_who"), ("note", "maybe_s"), ("taken", "flag"), ("level", "tiny"), ("rate", "r")], "cells": [("v", "maybe_n"), ("w", "r"), ("tag", "b")], "audits": [("made", "maybe_n"), ("seen", "n")]},
            "parts": {"slots": [("note", "note"), ("level", "level")], "cells": [("v", "amount")], "audits": [("made", "amount")]}}[source][table]
    columns = {"slots": [("name", text()), ("room", wide())], "cells": [("x", wide()), ("y", text())], "audits": [("name", text())]}[table]
    columns += [(c, E(f"{source}.{s}", f"{source}.{s}", None)) for c, s in more if rng.chance(2)]
    filled = [x for x in FILLED.get(table, {}).items() if x[0] not in dict(columns)]
    where = m.condition(2, True) if rng.chance(2) else None
    on = conflict(table)
    add_write(m, "insert from a select", table,
              f"mz::insert_into({table}).columns({', '.join(f'{table}.{c}' for c, _ in columns)}).from(mz::select({', '.join(e.cpp for _, e in columns)}).from({source}){f'.where({where.cpp})' if where else ''}.order_by({source}.id)){on[0]}",
              lambda chosen: f"insert into {table} ({', '.join([c for c, _ in columns] + [c for c, _ in filled])}) select {', '.join([e.sql(chosen) for _, e in columns] + [s for _, s in filled])} from {source}"
              f"{clause('where', where, chosen) or ' where true'} order by {source}.id{on[1]}")


ASSIGNS = {
    "slots": [("slots.level = mz::coalesce(slots.level % 10, 0) + 1", "level = (coalesce((level % 10), 0) + 1)"), ("slots.taken = !slots.taken", "taken = (not taken)"), ("slots.note = slots.name", "note = name"),
              ("slots.note = std::nullopt", "note = null"), ("slots.tier = grade::free", "tier = 'free'"), ("slots.rate = slots.rate * 0.5", "rate = (rate * 0.5)"), ("slots.name = mz::concat(slots.name, \"+\")", "name = (name || '+')"),
              ("slots.room = mz::coalesce(mz::select(mz::max(p2.thing_id)).from(p2).where(p2.thing_id <= slots.room), 0)", "room = coalesce((select max(p2.thing_id) from parts as p2 where p2.thing_id <= slots.room), 0)"),
              ("slots.level = mz::case_when(slots.taken, 1).when(slots.rate > 1.0, 2).otherwise(3)", "level = (case when taken then 1 when (rate > 1.0) then 2 else 3 end)")],
    "cells": [("cells.w = mz::round(cells.w) + 1.5", "w = (round(w) + 1.5)"), ("cells.v = mz::length(cells.y)", "v = length(y)"), ("cells.v = std::nullopt", "v = null"), ("cells.tag = mz::cast<mz::blob>(cells.y)", "tag = cast(y as blob)"),
              ("cells.y = mz::lower(cells.y)", "y = lower(y)")],
    "audits": [("audits.made = audits.seen", "made = seen"), ("audits.name = mz::concat(audits.name, \"!\")", "name = (name || '!')"), ("audits.seen = mz::coalesce(audits.seen % 7, 1)", "seen = coalesce((seen % 7), 1)"), ("audits.made = std::nullopt", "made = null")],
}
CHANGED = {"audits": {"seen": "42"}}  # by on_update_fn, where an update does not set the column


def condition_that_stands(m):
    """The condition of a write: one part of it always stands."""
    a = m.condition(1, False)
    how = pick("write where", ["plain", "and", "or"])
    if how == "plain":
        return a
    b = m.condition(2, True)

    def both(chosen):
        parts = [p for p in (a.sql(chosen), b.sql(chosen)) if p is not None]
        return "(" + f" {how} ".join(f"({p})" for p in parts) + ")"
    return E(f"({a.cpp} {'&&' if how == 'and' else '||'} {b.cpp})", both, "flag")


def update(table):
    m = Maker()
    m.scope = [(table, table)]
    picked = []
    for _ in range(1 + rng.below(3)):
        i = pick("assign " + table, list(range(len(ASSIGNS[table]))))
        if ASSIGNS[table][i][1].split()[0] not in [p[1].split()[0] for p in picked]:
            picked.append(ASSIGNS[table][i])
    for column, kind in MEMBERS[table]:
        if rng.chance(4) and column not in [p[1].split()[0] for p in picked] and column != "id":
            i = m.argument(kind)
            picked.append((f"{table}.{column} = a.{kind}({i})", f"{column} = ?{i + 1}"))
    sets = [p[1] for p in picked] + [f"{c} = {s}" for c, s in CHANGED.get(table, {}).items() if c not in [p[1].split()[0] for p in picked]]
    m.taken.add("p2")
    where = condition_that_stands(m) if not rng.chance(6) else None
    add_write(m, "update", table, f"mz::update({table}).set({', '.join(p[0] for p in picked)})" + (f".where({where.cpp})" if where else ".all_rows()"),
              lambda chosen: f"update {table} set {', '.join(sets)}{clause('where', where, chosen)}")


def patch(table):
    m = Maker()
    m.scope = [(table, table)]
    members = [(c, k) for c, k in MEMBERS[table] if c not in ("id", "x")]
    always = rng.of(members)
    first = m.argument(always[1])
    sometimes = [(c, k, m.argument(k), m.choice(2)) for c, k in members if (c, k) != always and rng.chance(2) and m.may_choose(4)]
    where = condition_that_stands(m)
    before = f"mz::patch_of<{table}> p{{.{always[0]} = a.{always[1]}({first})}};\n"
    for c, k, i, choice in sometimes:
        before += f"  if (a.on({choice})) p.{c} = a.{k}({i});\n"

    def sql(chosen):
        sets = [(always[0], f"?{first + 1}")] + [(c, f"?{i + 1}") for c, k, i, choice in sometimes if chosen[choice]]
        sets += [x for x in CHANGED.get(table, {}).items() if x[0] not in dict(sets)]
        return f"update {table} set {', '.join(f'{c} = {s}' for c, s in sets)}{clause('where', where, chosen)}"
    add_write(m, "patch", table, f"mz::update({table}).set(p).where({where.cpp})", sql, before=before)


def delete(table):
    m = Maker()
    m.scope = [(table, table)]
    where = condition_that_stands(m) if not rng.chance(6) else None
    add_write(m, "delete", table, f"mz::delete_from({table})" + (f".where({where.cpp})" if where else ".all_rows()"), lambda chosen: f"delete from {table}{clause('where', where, chosen)}")


def checks_of_the_test():
    """Two statements with SQL beside them that differs from them in a border case only."""
    m = Maker()
    i = m.argument("tiny")
    add(m, "select for the self-check", f"mz::select(things.id, things.s).from(things).where(things.tiny < a.tiny({i})).order_by(things.id)", f"select id, s from things where tiny < ?{i + 1} order by id",
        ordered=True, misfits="..", wrong=f"select id, s from things where tiny <= ?{i + 1} order by id")
    m = Maker()
    i = m.argument("tiny")
    add(m, "update for the self-check", f"mz::update(slots).set(slots.level = mz::coalesce(slots.level % 10, 0)).where(slots.level < a.tiny({i}))", f"update slots set level = level % 10 where level < ?{i + 1}",
        writes="slots", wrong=f"update slots set level = level % 10 where level <= ?{i + 1}")


def make_shapes():
    checks_of_the_test()
    for _ in range(80):
        plain_select()
    for _ in range(10):
        distinct_select()
    for _ in range(8):
        whole_select()
    for _ in range(36):
        join()
    for _ in range(34):
        group()
    for _ in range(26):
        compound()
    for table in ("slots", "cells", "audits"):
        n = 2 if table == "slots" else 1
        for _ in range(5 * n):
            insert_row(table)
        for _ in range(3 * n):
            insert_rows(table)
        for _ in range(3 * n):
            insert_set(table)
            insert_select(table)
        for _ in range(4 * n):
            update(table)
        for _ in range(2 * n):
            patch(table)
        for _ in range(3 * n):
            delete(table)


def unit(number, part):
    out = ["// Made by tests/differential/shapes.py.", '#include "differential/harness.hpp"', "", "namespace differential {", "namespace {", ""]
    for i, s in part:
        *before, statement = s.cpp.split("\n")
        out.append(f"void run_{i}(context& c, [[maybe_unused]] const arguments& a) {{")
        out += [("  " if k == 0 else "") + line for k, line in enumerate(before)]
        out.append(f"  c.check({statement.strip()});")
        out += ["}", ""]
    out += ["}  // namespace", "", f"std::vector<shape> shapes_{number}() {{", "  return {"]
    for i, s in part:
        fields = [f".number = {i}", f'.title = "{s.title}"', f'.cpp = R"cpp({s.cpp})cpp"', f".run = run_{i}",
                  ".sql = {" + ",\n     ".join(f'R"sql({text})sql"' for text in s.sql) + "}",
                  ".kinds = {" + ", ".join(f"kind::{k}" for k in s.maker.kinds) + "}", ".choices = {" + ", ".join(map(str, s.maker.choices)) + "}"]
        for name, value in s.more.items():
            fields.append(f".{name} = " + (str(value).lower() if isinstance(value, (bool, int)) else f'R"sql({value})sql"'))
        order = ["number", "title", "cpp", "run", "sql", "kinds", "choices", "ordered", "misfits", "writes", "guard", "exactly", "tells_rowid", "wrong"]
        fields.sort(key=lambda f: order.index(f[1:f.index(" ")]))
        out.append("    {" + ",\n     ".join(fields) + "},")
    out += ["  };", "}", "", "}  // namespace differential", ""]
    return "\n".join(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="other shapes")
    parser.add_argument("--units", type=int, default=12)
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--coverage", action="store_true")
    given = parser.parse_args()
    rng.state = given.seed
    make_shapes()
    if given.coverage:
        for (category, name), n in sorted(used.items(), key=str):
            print(f"{n:5} {category}: {name}")
        print(f"{len(shapes)} shapes, {sum(len(s.sql) for s in shapes)} texts")
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
        numbered = list(enumerate(shapes))
        for n in range(given.units):
            (given.out / f"shapes_{n + 1}.cpp").write_text(unit(n + 1, numbered[n::given.units]))
        lists = "".join(f"std::vector<shape> shapes_{n + 1}();\n" for n in range(given.units))
        moves = "".join(f"  for (shape& s : shapes_{n + 1}()) all[static_cast<std::size_t>(s.number)] = std::move(s);\n" for n in range(given.units))
        (given.out / "shapes.cpp").write_text(f'// Made by tests/differential/shapes.py.\n#include "differential/harness.hpp"\n\nnamespace differential {{\n\n{lists}\nstd::vector<shape> all_shapes() {{\n'
                                              f"  std::vector<shape> all({len(shapes)});\n{moves}  return all;\n}}\n\n}}  // namespace differential\n")


if __name__ == "__main__":
    main()
