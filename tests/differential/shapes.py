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
import re

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
    """An option among those that were used least, so that each is used."""
    options = [str(o) for o in options] if isinstance(options, range) else options
    names = [o if isinstance(o, str) else " of ".join(o[1:4:2]) for o in options]
    least = min(used.get((category, n), 0) for n in names)
    chosen = rng.of([i for i, n in enumerate(names) if used.get((category, n), 0) == least])
    used[category, names[chosen]] = used.get((category, names[chosen]), 0) + 1
    return options[chosen]


def cpp_text(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?") + '"'


def sql_text(text):
    return "'" + text.replace("'", "''") + "'"


class E:
    """An expression: its C++, its SQL for a combination of choices (None where when() leaves it out), its type, whether it is
    a plain C++ value, and whether its SQL value can be none of its C++ type, because an integer overflows to a real or a NaN
    becomes NULL."""

    def __init__(self, cpp, sql, type=None, value=False, misfit=False, column=False):
        self.cpp, self.type, self.value, self.misfit, self.column = cpp, type, value, misfit, column
        self.sql = sql if callable(sql) else lambda chosen: sql

    def expression(self):
        return E(f"mz::val({self.cpp})", self.sql, self.type, misfit=self.misfit) if self.value else self


def op(type, cpp, sql, *operands, misfit=False):
    """A construct around operands, which stand in parentheses."""

    def write(chosen):
        return "(" + sql.format(*("(" + o.sql(chosen) + ")" for o in operands)) + ")"

    return E(cpp.format(*(o.cpp for o in operands)), write, type, misfit=misfit or any(o.misfit for o in operands))


def joined(word, a, b, cpp):
    """a and b, or a or b, of which parts can be left out."""

    def write(chosen):
        parts = [p for p in (a.sql(chosen), b.sql(chosen)) if p is not None]
        return "(" + f" {word} ".join(f"({p})" for p in parts) + ")" if parts else None

    return E(cpp, write, "flag", misfit=a.misfit or b.misfit)


COLUMNS = {
    "things": {
        "int": "n tiny word maybe_n maybe_tiny maybe_word id", "real": "r maybe_r", "text": "s maybe_s", "blob": "b maybe_b",
        "flag": "flag maybe_flag", "mood": "mood maybe_mood", "tier": "tier maybe_tier", "who": "who maybe_who"},
    "parts": {"int": "amount level thing_id id", "real": "ratio", "text": "label note"},
    "loose": {"int": "n", "text": "s"},
    "slots": {"int": "room level id", "real": "rate", "text": "name note", "flag": "taken", "tier": "tier", "who": "owner"},
    "cells": {"int": "x v", "real": "w", "text": "y", "blob": "tag"},
    "audits": {"int": "id made seen", "text": "name"},
}
ALL = {
    "things": "id n tiny word r s b flag mood tier who maybe_n maybe_tiny maybe_word maybe_r maybe_s maybe_b maybe_flag "
              "maybe_mood maybe_tier maybe_who".split(),
    "parts": "id thing_id label amount level ratio note".split(),
    "loose": "n s".split(),
    "slots": "id name room taken level rate tier owner note".split(),
    "cells": "x y v w tag".split(),
    "audits": "id name made seen".split(),
}
ALIASES = {"things": ["t1", "t2"], "parts": ["p1", "p2"], "loose": ["l1"]}
TYPES = ["int", "real", "text", "flag", "mood", "blob", "who", "tier"]
OWN = ["mood", "tier", "who"]
# Of an argument: which is drawn for a type.
KIND = {"int": ["n", "tiny", "word"], "real": ["r"], "text": ["s"], "blob": ["b"], **{t: [t] for t in ["flag", *OWN]}}
PARAMETER = {"n": "std::int64_t", "tiny": "std::int8_t", "word": "std::uint32_t", "r": "double", "s": "std::string", "b": "mz::blob", "flag": "bool",
             "mood": "feeling", "tier": "grade", "who": "secret", "few": "std::int64_t"}
PARAMETER |= {f"maybe_{k}": f"std::optional<{t}>" for k, t in PARAMETER.items()}
QUERIES = {}  # named queries: which of their columns can hold what their type cannot


def column_cpp(name, table, column):
    return f'{name}["{column}"_col]' if table in QUERIES else f"{name}.{column}"


CONSTANTS = {
    "int": [(str(n), f"({n})") for n in (0, 1, 2, 3, -1, 7, 10, -128, 1000)]
    + [("std::int64_t{5000000000}", "5000000000"), ("INT64_MAX", "9223372036854775807"), ("4294967295U", "4294967295")],
    "real": [(t, f"({t})") for t in ("0.5", "1.5", "-2.0", "0.0", "1e308", "1e-300", "-0.5", "3.0")],
    "text": [(cpp_text(t), sql_text(t)) for t in ("", "a", "ab", "it's", "%", "a?b", '"', "\\", "50%", "\U0001f6a2", "Abc")],
    "blob": [("mz::blob{}", "x''"), ("mz::blob{std::byte{0}, std::byte{39}}", "x'0027'")],
    "flag": [("true", "1"), ("false", "0")],
    "mood": [("feeling::low", "(-1)"), ("feeling::even", "0"), ("feeling::high", "1")],
    "tier": [("grade::free", "'free'"), ("grade::paid", "'paid'"), ("grade::staff", "'staff'")],
    "who": [('secret{"a"}', "'sealed:a'"), ('secret{""}', "'sealed:'")],
    "pattern": [(cpp_text(t), sql_text(t)) for t in ("%", "a%", "%b%", "_", "a!%%", "%\\%%", "", "A_")],
    "glob": [(cpp_text(t), sql_text(t)) for t in ("*", "a*", "?", "[a-c]*", "", "*b")],
}

# The constructs: the type, the C++, the SQL, the operands, and whether an integer can overflow or a NaN arise. T is any type.
# An operand is a type: `int` of any depth, `int.` a column, an argument or a constant, `int:` a column, `int!` no plain value;
# or `few`, a small number, or `if`, a condition.
CONSTRUCTS = [
    ("T", "mz::coalesce({0}, {1})", "coalesce({0}, {1})", "T! T"),
    ("T", "mz::coalesce({0}, {1}, {2})", "coalesce({0}, {1}, {2})", "T! T. T."),
    ("T", "mz::ifnull({0}, {1})", "coalesce({0}, {1})", "T! T"),
    ("T", "mz::nullif({0}, {1})", "nullif({0}, {1})", "T! T"),
    ("T", "mz::min({0}, {1})", "min({0}, {1})", "T! T"),
    ("T", "mz::max({0}, {1})", "max({0}, {1})", "T! T"),
    ("T", "mz::min({0}, {1}, {2})", "min({0}, {1}, {2})", "T! T. T"),
    ("T", "mz::max({0}, {1}, {2})", "max({0}, {1}, {2})", "T! T T."),
    ("T", "mz::case_when({0}, {1})", "case when {0} then {1} end", "if T"),
    ("T", "mz::case_when({0}, {1}).otherwise({2})", "case when {0} then {1} else {2} end", "if T T"),
    ("T", "mz::case_when({0}, {1}).when({2}, {3})", "case when {0} then {1} when {2} then {3} end", "if T if T"),
    ("T", "mz::case_when({0}, {1}).when({2}, {3}).otherwise({4})", "case when {0} then {1} when {2} then {3} else {4} end", "if T if T. T"),
    ("T", "mz::case_when({0}, {1}).when({2}, {3}).when({4}, {5})",
     "case when {0} then {1} when {2} then {3} when {4} then {5} end", "if T. if T if T."),
    ("T", "mz::case_when({0}, {1}).when({2}, {3}).when({4}, {5}).otherwise({6})",
     "case when {0} then {1} when {2} then {3} when {4} then {5} else {6} end", "if T if T. if T. T."),
    ("T", "mz::iif({0}, {1}, {2})", "iif({0}, {1}, {2})", "if T T"),
    ("T", "a scalar subquery"),
    *[(t, f"({{0}} {o} {{1}})", f"{{0}} {o} {{1}}", both, "misfit")
      for t in ("int", "real") for o in "+-*/%" for both in (f"{t}! {t}", f"{t}. {t}!")],
    ("real", "({0} + {1})", "{0} + {1}", "real! int", "misfit"),
    ("real", "({0} - {1})", "{0} - {1}", "int! real", "misfit"),
    ("real", "({0} * {1})", "{0} * {1}", "int. real!", "misfit"),
    ("real", "({0} / {1})", "{0} / {1}", "real. int!", "misfit"),
    ("int", "(-{0})", "- {0}", "int!", "misfit"),
    ("int", "mz::abs({0})", "abs({0})", "int", "misfit"),
    ("int", "mz::length({0})", "length({0})", "text"),
    ("int", "mz::length({0})", "length({0})", "blob"),
    ("int", "mz::instr({0}, {1})", "instr({0}, {1})", "text text."),
    ("int", "mz::instr({0}, {1})", "instr({0}, {1})", "blob blob."),
    ("int", "mz::cast<std::int64_t>({0})", "cast({0} as integer)", "real"),
    ("int", "mz::cast<std::int64_t>({0})", "cast({0} as integer)", "text"),
    ("int", 'mz::sql<"? * 2", std::optional<std::int64_t>>({0})', "{0} * 2", "int", "misfit"),
    ("int", 'mz::sql<"-?", std::optional<std::int64_t>>({0})', "- {0}", "int", "misfit"),
    ("int", 'mz::sql<"abs(? % 10)", std::optional<std::int64_t>>({0})', "abs({0} % 10)", "int"),
    ("int", 'mz::sql<"? - ?", std::optional<std::int64_t>>({0}, {1})', "{0} - {1}", "int int", "misfit"),
    ("int", 'mz::sql<"~?", std::optional<std::int64_t>>({0})', "~ {0}", "int"),
    ("real", "(-{0})", "- {0}", "real!"),
    ("real", "mz::abs({0})", "abs({0})", "real"),
    ("real", "mz::round({0})", "round({0})", "real"),
    ("real", "mz::round({0}, {1})", "round({0}, {1})", "real few"),
    ("real", "mz::cast<double>({0})", "cast({0} as real)", "int"),
    ("real", "mz::cast<double>({0})", "cast({0} as real)", "text"),
    ("real", "mz::coalesce({0}, {1})", "coalesce({0}, {1})", "int! real"),
    ("real", "mz::max({0}, {1})", "max({0}, {1})", "int! real"),
    ("real", "mz::case_when({0}, {1}).otherwise({2})", "case when {0} then {1} else {2} end", "if int real"),
    *[("text", f"mz::{f}({{0}})", f + "({0})", "text") for f in ("upper", "lower", "trim", "ltrim", "rtrim", "hex")],
    ("text", "mz::trim({0}, {1})", "trim({0}, {1})", "text text."),
    ("text", "mz::replace({0}, {1}, {2})", "replace({0}, {1}, {2})", "text text. text."),
    ("text", "mz::substr({0}, {1})", "substr({0}, {1})", "text int."),
    ("text", "mz::substr({0}, {1}, {2})", "substr({0}, {1}, {2})", "text int. few"),
    ("text", "mz::hex({0})", "hex({0})", "blob"),
    ("text", "mz::concat({0}, {1})", "{0} || {1}", "text text"),
    ("text", "mz::concat({0}, {1}, {2})", "{0} || {1} || {2}", "text text. text"),
    *[("text", "mz::cast<std::string>({0})", "cast({0} as text)", t) for t in ("int", "real", "blob")],
    ("text", """mz::sql<"? || '?'", std::optional<std::string>>({0})""", "{0} || '?'", "text"),
    ("text", """mz::sql<"case ? when 1 then 'one' when ? then 'two' end", std::optional<std::string>>({0}, {1})""",
     "case {0} when 1 then 'one' when {1} then 'two' end", "int int"),
    ("text", 'mz::sql<"? || ?", std::optional<std::string>>({0}, {1})', "{0} || {1}", "text text"),
    ("blob", "mz::cast<mz::blob>({0})", "cast({0} as blob)", "text"),
    ("blob", "mz::zeroblob({0})", "zeroblob({0})", "few"),
    *[("int", f"({{0}} {o} {{1}})", f"{{0}} {o} {{1}}", both) for o in ("&", "|", "<<", ">>") for both in ("int! int", "int. int!")],
    ("int", "(~{0})", "~ {0}", "int!"),
    *[("int", cpp.replace("&", o).replace("+", p), sql.replace("&", o).replace("+", p), "int! int! int!", "misfit")
      for o, p in (("&", "+"), ("|", "*"), ("<<", "-"), (">>", "%")) for cpp, sql in (
          ("(({0} & {1}) + {2})", "({0} & {1}) + {2}"), ("({0} + ({1} & {2}))", "{0} + ({1} & {2})"), ("({0} & ({1} + {2}))", "{0} & ({1} + {2})"))],
    ("int", "({0} & ({1} | {2}))", "{0} & ({1} | {2})", "int! int! int!"),
    *[(t, f"mz::lit<{cpp}>", sql, "") for t, cpp, sql in (
        ("int", "7", "7"), ("int", "-3", "-3"), ("int", "INT64_MIN", "-9223372036854775807 - 1"), ("text", '"it\'s a\\?b"', "'it''s a?b'"),
        ("text", '""', "''"), ("flag", "true", "1"), ("flag", "false", "0"), ("mood", "feeling::low", "-1"), ("tier", "grade::paid", "'paid'"))],
    # Numbers, texts, dates and JSON.
    *[(t, f"mz::{f}({{0}})", f + "({0})", t) for f in ("ceil", "floor", "trunc") for t in ("int", "real")],
    *[("int", "mz::sign({0})", "sign({0})", t) for t in ("int", "real")],
    *[("real", f"mz::{f}({{0}})", f + "({0})", "real") for f in ("sqrt", "exp", "ln", "log10", "degrees")],
    ("real", "mz::sin({0})", "sin({0})", "real", "misfit"),
    *[("real", f"mz::{f}({{0}}, {{1}})", f + "({0}, {1})", "real real.") for f in ("pow", "mod", "atan2")],
    ("int", "mz::unicode({0})", "unicode({0})", "text"),
    ("text", "mz::char_({0}, {1})", "char({0}, {1})", "int int."),
    ("text", 'mz::format("%d/%s", {0}, {1})', "format('%d/%s', {0}, {1})", "int text"),
    *[("text", f"mz::{f}({{0}})", f.rstrip("_") + "({0})", t) for f in ("quote", "typeof_") for t in ("int", "real", "text", "blob", "flag")],
    *[("text", f'mz::{f}({{0}}, "unixepoch")', f + "({0}, 'unixepoch')", "int") for f in ("date", "time", "datetime")],
    ("text", 'mz::date({0}, "+1 month", "start of month")', "date({0}, '+1 month', 'start of month')", "text"),
    ("text", 'mz::strftime("%Y-%j", {0})', "strftime('%Y-%j', {0})", "real"),
    ("int", "mz::unixepoch({0})", "unixepoch({0})", "text"),
    ("real", "mz::julianday({0})", "julianday({0})", "text"),
    ("text", "mz::json_array({0}, {1})", "json_array({0}, {1})", "int text"),
    ("text", 'mz::json_object("a", {0}, "b", {1})', "json_object('a', {0}, 'b', {1})", "int text."),
    ("text", 'mz::json_set(mz::json_object("a", {0}), "$.b", {1})', "json_set(json_object('a', {0}), '$.b', {1})", "text int."),
    ("text", "mz::json_quote({0})", "json_quote({0})", "text"),
    ("text", 'mz::json_get(mz::json_array({0}, {1}), "$[0]")', "json_array({0}, {1}) -> '$[0]'", "int. int"),
    ("int", "mz::json_array_length(mz::json_array({0}, {1}))", "json_array_length(json_array({0}, {1}))", "int int."),
    ("int", 'mz::json_extract<std::int64_t>(mz::json_array({0}, {1}), "$[1]")', "json_extract(json_array({0}, {1}), '$[1]')", "text int."),
    ("int", 'mz::json_get_as<std::int64_t>(mz::json_array({0}, {1}), "$[1]")', "json_array({0}, {1}) ->> '$[1]'", "int int."),
    ("flag", "mz::json_valid({0})", "json_valid({0})", "text"),
    # Conditions.
    *[("flag", f"({{0}} {c} {{1}})", f"{{0}} {s} {{1}}", both)
      for c, s in (("==", "="), ("!=", "<>"), ("<", "<"), ("<=", "<="), (">", ">"), (">=", ">="))
       for both in ("int! int", "int. int!", "text! text", "text. text!", *(f"{t}! {t}" for t in ("real", "blob", "flag", *OWN)))],
    ("flag", "({0} < {1})", "{0} < {1}", "int! real"),
    ("flag", "({0} >= {1})", "{0} >= {1}", "real! int"),
    ("flag", "({0} == {1})", "{0} = {1}", "int: real."),
    *[("flag", f"{{0}}.{n}in({', '.join(f'{{{i + 1}}}' for i in range(k))})",
       f"{{0}} {n.replace('_', ' ')}in ({', '.join(f'{{{i + 1}}}' for i in range(k))})", f"{t}!" + f" {t}." * k)
      for t in ("int", "text", "real", *OWN) for n, k in (("", 1), ("", 3), ("not_", 2), ("", 4))],
    ("flag", "{0}.in({1}, {2})", "{0} in ({1}, {2})", "blob! blob. blob."),
    *[("flag", f"{{0}}.{n}between({{1}}, {{2}})", f"{{0}} {n.replace('_', ' ')}between {{1}} and {{2}}", f"{t}! {t}. {t}")
      for t in ("int", "text", "real", "mood", "who") for n in ("", "not_")],
    *[("flag", f"{{0}}.{n}like({{1}}){e}", f"{{0}} {n.replace('_', ' ')}like {{1}}{s}", f"text! {p}")
      for n in ("", "not_") for p in ("pattern", "text.")
       for e, s in (("", ""), (".escape('!')", " escape '!'"), (".escape('\\\\')", " escape '\\'"))],
    *[("flag", f"{{0}}.{n}glob({{1}})", f"{{0}} {n.replace('_', ' ')}glob {{1}}", f"text! {p}") for n in ("", "not_") for p in ("glob", "text.")],
    *[("flag", f"{{0}}.{f}({{1}})", f"{{0}} like {before}replace(replace(replace({{1}}, '\\', '\\\\'), '%', '\\%'), '_', '\\_'){behind} escape '\\'",
       "text! text=") for f, before, behind in (("contains", "'%' || ", " || '%'"), ("starts_with", "", " || '%'"), ("ends_with", "'%' || ", ""))],
    *[("flag", f'({{0}}.collate<"{c}">() {o} {{1}})', f"{{0}} collate {c} {s} {{1}}", "text! text")
      for c in ("nocase", "rtrim") for o, s in (("==", "="), ("<", "<"))],
    *[("flag", f"(mz::row({{0}}, {{1}}) {c} mz::row({{2}}, {{3}}))", f"({{0}}, {{1}}) {s} ({{2}}, {{3}})", types)
      for c, s in (("==", "="), ("!=", "<>"), ("<", "<"), ("<=", "<="), (">", ">"), (">=", ">="))
      for types in ("int! text! int text", "mood! real! mood. real.")],
    *[("flag", f"mz::row({{0}}, {{1}}).{n}(mz::row({{2}}, {{3}}))", f"({{0}}, {{1}}) {n.replace('_', ' ')} ({{2}}, {{3}})", "int! text! int! text!")
      for n in ("is", "is_not")],
    *[("flag", f"mz::row({{0}}, {{1}}).{n}in(mz::row({{2}}, {{3}}), mz::row({{4}}, {{5}}))",
       f"({{0}}, {{1}}) {n.replace('_', ' ')}in (values ({{2}}, {{3}}), ({{4}}, {{5}}))", "int! text! int. text. int. text.") for n in ("", "not_")],
    ("flag", "row in select"), ("flag", "row not_in select"),
    *[("flag", f"{{0}}.is{n}({{1}})", f"{{0}} is{n.replace('_', ' ')} {{1}}", f"{t}! {o}")
      for n in ("", "_not") for t, os in (
          ("int", "maybe_n maybe_tiny null int"), ("int:", "maybe_word maybe_r"), ("real", "maybe_r real"), ("real:", "maybe_n"),
          ("text", "null text"), ("text:", "maybe_s"), ("blob:", "maybe_b"), ("flag", "maybe_flag"), ("mood:", "maybe_mood mood"),
          ("tier:", "maybe_tier tier"), ("who:", "maybe_who who null")) for o in os.split()],
    *[("flag", f"{{0}}.is_{n}null()", f"{{0}} is {n.replace('_', ' ')}null", t + "!") for n in ("", "not_") for t in TYPES],
    ("flag", "mz::case_when({0}, {1}).otherwise({2})", "case when {0} then {1} else {2} end", "if if flag."),
    ("flag", "mz::coalesce({0}, {1})", "coalesce({0}, {1})", "if flag."),
    ("flag", 'mz::sql<"(? and 0)", std::optional<bool>>({0})', "{0} and 0", "if"),
    ("flag", 'mz::sql<"? in (1, 2, 3)", std::optional<bool>>({0})', "{0} in (1, 2, 3)", "int"),
    ("flag", 'mz::sql<"? collate nocase = ?", std::optional<bool>>({0}, {1})', "{0} collate nocase = {1}", "text text."),
    ("flag", 'mz::sql<"? between 1 and ?", std::optional<bool>>({0}, {1})', "{0} between 1 and {1}", "int int."),
    ("flag", 'mz::sql<"not ?", std::optional<bool>>({0})', "not {0}", "if"),
    ("flag", "({0} >= {1})", "{0} >= {1}", "scalar int."),
    *[("flag", f"{t} {n} range") for n in ("in", "not_in") for t in ("int", "int of reals", "real", "text", "mood", "tier")],
    *[("flag", f"{t} {n} select") for n in ("in", "not_in") for t in ("int", "text")],
    ("flag", "exists"), ("flag", "not_exists"), ("flag", "a column"), ("flag", "a value"),
]


class Maker:
    """Makes one shape: collects its arguments and choices."""

    def __init__(self, *scope, parameters=False):
        self.kinds, self.choices = [], []
        self.parameters = parameters  # whether values are given by mz::param
        self.scope = list(scope)  # (name, table) of the sources that can be named
        self.taken = {name for name, _ in scope}

    def argument(self, kind):
        self.kinds.append(kind)
        return len(self.kinds) - 1

    def value(self, type, kind=None):
        kind = kind or pick("argument", KIND[type])
        if self.parameters:
            again = [i for i, k in enumerate(self.kinds) if k == kind]
            i = rng.of(again) if again and rng.chance(4) else self.argument(kind)
            return E(f'mz::param<"p{i}", {PARAMETER[kind]}>()', f"?{i + 1}", type)
        i = self.argument(kind)
        getter = "view" if kind == "s" and rng.chance(3) else kind
        return E(f"a.{getter}({i})", f"?{i + 1}", type, value=True)

    def may_choose(self, of):
        """Whether the texts stay few if one of `of` ways is chosen at run time."""
        n = of
        for c in self.choices:
            n *= c
        return n <= MOST_TEXTS

    def choice(self, of):
        assert self.may_choose(of)
        self.choices.append(of)
        return len(self.choices) - 1

    def column(self, type):
        places = [(name, table, c) for name, table in self.scope for c in COLUMNS[table].get(type, "").split()]
        if not places:
            return None
        name, table, c = rng.of(places)
        return E(column_cpp(name, table, c), f"{name}.{c}", type, column=True, misfit=c in QUERIES.get(table, ()))

    def constant(self, type):
        return E(*rng.of(CONSTANTS[type]), type, value=True)

    def leaf(self, type):
        how = pick("leaf", ["column", "column again", "argument", "constant"])
        return (self.column(type) if how.startswith("column") else None) or (self.constant(type) if how == "constant" else self.value(type))

    def operand(self, spec, depth):
        type = spec.rstrip("!.:=")
        if type == "few":
            e = self.value("int", "few")
        elif type == "if":
            e = self.condition(min(depth - 1, 1), False)
        elif type == "scalar":
            e = self.scalar("int")
        elif "=" in spec:
            e = self.constant(type) if rng.chance(3) else E(f"a.{KIND[type][0]}({(i := self.argument(KIND[type][0]))})", f"?{i + 1}", type, value=True)
        elif type == "null":
            e = E("std::nullopt", "null")
        elif type in ("pattern", "glob"):
            e = self.constant(type)
        elif type.startswith("maybe_"):
            e = self.value(None, type)
        elif ":" in spec:
            e = (self.column(type) or self.leaf(type)).expression()
        else:
            e = self.leaf(type) if "." in spec else self.make(type, depth - 1)
        return e.expression() if "!" in spec else e

    def make(self, type, depth):
        """An expression of a type; a leaf can be a plain value."""
        if type == "flag":
            return self.condition(depth, False) if depth > 0 else self.leaf(type)
        if depth <= 0 or rng.chance(8):
            return self.leaf(type)
        return self.construct(pick(type, [c for c in CONSTRUCTS if c[0] in (type, "T")]), depth, type)

    def construct(self, construct, depth, type=None):
        """A construct of its type, or of the one given if it has any."""
        type, name = type or construct[0], construct[1]
        if len(construct) > 2:
            operands = [self.operand(o.replace("T", type), depth) for o in construct[3].split()]
            return op(type, name, construct[2], *operands, misfit=len(construct) > 4)
        if name == "a scalar subquery":
            return self.scalar(type)
        if name == "a column":
            return self.column(type) or self.value(type).expression()
        if name == "a value":
            return self.value(type).expression()
        if name.endswith("range"):
            return self.in_range(*name.rsplit(" ", 2)[:2], depth)
        if name.startswith("row"):
            function, one, two = name.split()[1], self.operand("int!", depth), self.operand("text!", depth)
            inner = self.subselect("int", "text")
            return E(f"mz::row({one.cpp}, {two.cpp}).{function}({inner.cpp})",
                     lambda chosen: f"((({one.sql(chosen)}), ({two.sql(chosen)})) {function.replace('_', ' ')} ({inner.sql(chosen)}))", "flag",
                     misfit=one.misfit or two.misfit)
        if name.endswith("select"):
            kind, function, _ = name.split()
            e = self.operand(kind + "!", depth)
            inner = self.subselect(kind)
            return E(f"{e.cpp}.{function}({inner.cpp})",
                     lambda chosen: f"(({e.sql(chosen)}) {function.replace('_', ' ')} ({inner.sql(chosen)}))", "flag", misfit=e.misfit)
        inner = self.subselect(rng.of(["int", "text"]))
        return E(f"mz::{name}({inner.cpp})", lambda chosen: f"({name.replace('_', ' ')} ({inner.sql(chosen)}))", "flag")

    def in_range(self, type, function, depth):
        if not self.may_choose(4):
            return self.comparison(depth)
        kind, getter, item = {
            "int": ("n", "n", "std::int64_t"), "text": ("list_s", "s", "std::string"), "mood": ("mood", "mood", "feeling"),
            "tier": ("tier", "tier", "grade")}.get(type, ("list_r", "r", "double"))
        choice = self.choice(4)
        e = self.operand(type.split()[0] + "!", depth)
        first, *_ = [self.argument(kind) for _ in range(3)]

        def write(chosen):
            return f"(({e.sql(chosen)}) {function.replace('_', ' ')} ({', '.join(f'?{first + i + 1}' for i in range(chosen[choice]))}))"

        return E(f"{e.cpp}.{function}(a.list<{item}>({choice}, {first}, &arguments::{getter}))", write, "flag", misfit=e.misfit)

    def condition(self, depth, optional):
        """A condition; with `optional`, parts of it can be left out at run time."""
        if depth <= 0:
            return self.comparison(0)
        how = pick("logic", ["and", "or", "not", "comparison"] + (["when", "when again"] if optional and self.may_choose(2) else []))
        if how == "comparison":
            return self.comparison(depth)
        if how in ("and", "or"):
            a, b = self.condition(depth - 1, optional), self.condition(depth - 1, optional)
            return joined(how, a, b, f"({a.cpp} {'&&' if how == 'and' else '||'} {b.cpp})")
        choice = None if how == "not" else self.choice(2)
        a = self.condition(depth - 1, optional)
        if how == "not":
            return E(f"(!{a.cpp})", lambda chosen: None if a.sql(chosen) is None else f"(not ({a.sql(chosen)}))", "flag", misfit=a.misfit)
        return E(f"mz::when(a.on({choice}), {a.cpp})", lambda chosen: a.sql(chosen) if chosen[choice] else None, "flag", misfit=a.misfit)

    def comparison(self, depth):
        return self.construct(pick("condition", [c for c in CONSTRUCTS if c[0] == "flag"]), min(depth, 1) + 1)

    # Subqueries. Their sources have names that no statement around them has.

    def inside(self, f):
        """Calls f with the name and table of a source of its own, which is in scope meanwhile."""
        source = rng.of([(name, table) for table in ("parts", "things", "loose") for name in ALIASES[table] if name not in self.taken])
        self.taken.add(source[0])
        self.scope.append(source)
        result = f(*source)
        self.scope.pop()
        self.taken.remove(source[0])
        return result

    def own_column(self, type):
        """A column of the innermost source."""
        scope, self.scope = self.scope, self.scope[-1:]
        result = self.column(type)
        self.scope = scope
        return result

    def near(self, name, table):
        """A condition that ties a source to the statement around it, or a small one of its own."""
        if self.scope[:-1] and table != "loose" and not rng.chance(3):
            around, other = rng.of(self.scope[:-1])
            key = {"things": "id", "parts": "thing_id", "loose": "n", "slots": "room", "cells": "x", "audits": "id"}
            return E(f"({name}.{key[table]} == {column_cpp(around, other, key.get(other, 'k'))})",
                     f"(({name}.{key[table]}) = ({around}.{key.get(other, 'k')}))", "flag")
        return op("flag", "({0} > {1})", "{0} > {1}", self.own_column("int") if rng.chance(2) else self.column("int"), self.leaf("int"))

    def subselect(self, *types):
        """A select of columns of these types."""

        def build(name, table):
            items = listed(self.own_column(type).cpp for type in types)
            where = self.near(name, table)
            return E(f"mz::select({items}).from({name}).where({where.cpp})",
                     lambda chosen: f"select {items} from {table} as {name} where {where.sql(chosen)}")

        return self.inside(build)

    def scalar(self, type):
        """A select of one value."""

        def build(name, table):
            hows = {"int": "count() count sum max first", "real": "avg total max first", "text": "max min first"}
            how = pick("scalar " + type, hows.get(type, "max").split())
            item = self.own_column("int" if how == "avg" else type)
            if item is None or (how == "first" and table == "loose"):
                return None
            where = self.near(name, table)
            cpp, sql, order = f"mz::{how}({item.cpp})", f"{how}({item.cpp})", ("", "")
            if how == "count()":
                cpp, sql = "mz::count()", "count(*)"
            elif how == "first":
                cpp, sql, order = item.cpp, item.cpp, (f".order_by({name}.id).limit(1)", f" order by {name}.id limit 1")
            as_value = pick("a select as a value", ["mz::val", "mz::scalar"])
            return E(f"{as_value}(mz::select({cpp}).from({name}).where({where.cpp}){order[0]})",
                     lambda chosen: f"(select {sql} from {table} as {name} where {where.sql(chosen)}{order[1]})",
                     type, misfit=how == "total")

        return self.inside(build) or self.leaf(type).expression()


class Shape:
    def __init__(self, maker, title, cpp, sql, before="", list=False, **more):
        self.maker, self.title, self.cpp, self.before, self.list, self.more = maker, title, cpp, before, list, more
        self.sql = [sql(chosen) for chosen in itertools.product(*(range(n) for n in maker.choices))]


shapes = []


def clause(word, e, chosen):
    text = e.sql(chosen) if e is not None else None
    return "" if text is None else f" {word} {text}"


def listed(items):
    return ", ".join(items)


def fields_cpp(fields):
    return listed(f.expression().cpp for f in fields)


def fields_sql(fields, chosen):
    return listed(f.sql(chosen) for f in fields)


def mask(fields):
    return "".join("x" if f.misfit else "." for f in fields)


# Reads.


def ordering(m, keys):
    """Terms that order totally: some columns, then the keys of the sources."""
    cpp, sql = [], []
    for _ in range(rng.below(3)):
        e = m.column(rng.of(["int", "real", "text", "mood", "blob", "flag"])) or m.column("int")
        how = pick("ordering", ["", "asc", "desc", "nulls_last desc", "nulls_first asc", "nulls_last asc", "nulls_last", "length", "minus", "nocase desc"])
        if how == "length":
            e = op("int", "mz::length({0})", "length({0})", m.column("text"))
        elif how == "minus":
            e = op("int", "(-{0})", "- {0}", m.column("int"))
        elif "nocase" in how:
            e = op("text", '{0}.collate<"nocase">()', "{0} collate nocase", m.column("text") or m.column("int"))
        words = [w for w in how.split() if w not in ("length", "minus", "nocase")]
        cpp.append("".join(f"mz::{w}(" for w in words) + e.cpp + ")" * len(words))
        sql.append(" ".join([e.sql(())] + [w.replace("_", " ") for w in reversed(words)]))
    for key in keys:
        descending = rng.chance(2)
        cpp.append(f"mz::desc({key})" if descending else key)
        sql.append(key + " desc" * descending)
    return f".order_by({listed(cpp)})", f" order by {listed(sql)}"


def limiting(m):
    how = pick("limit", ["none", "limit", "limit offset", "offset"])
    cpp = sql = ""
    if "limit" in how:
        n = m.value("int", "few")
        cpp, sql = f".limit({n.cpp})", f" limit {n.sql(())}"
    if "offset" in how:
        n = m.value("int", "few")
        cpp, sql = cpp + f".offset({n.cpp})", (sql or " limit -1") + f" offset {n.sql(())}"
    return cpp, sql


def add_select(m, title, select, fields, source, where, rest=("", ""), **more):
    """A select of fields from a source, which is given as C++ and as a function that writes SQL."""

    def write(chosen):
        return f"{select.replace('_', ' ')} {fields_sql(fields, chosen)} from {source[1](chosen)}{clause('where', where, chosen)}{rest[1]}"

    cpp = f"mz::{select}({fields_cpp(fields)}){source[0]}" + (f".where({where.cpp})" if where else "") + rest[0]
    shapes.append(Shape(m, title, with_values(m, cpp), write, **more))


def with_values(m, cpp):
    """The statement with its parameters given, in the order in which they first stand in it."""
    names = list(dict.fromkeys(int(n) for n in re.findall(r'mz::param<"p(\d+)"', cpp)))
    return f"mz::bind_values({listed([cpp] + [f'a.{m.kinds[n]}({n})' for n in names])})" if names else cpp


THINGS = ".from(things)", lambda chosen: "things"


def optional_field(m, e):
    """A field that is there only sometimes; without it, it is NULL."""
    if e.column and e.cpp.endswith(".id") or not m.may_choose(2) or pick("field is", ["there", "optional", "there again"]) != "optional":
        return e
    choice = m.choice(2)
    return E(f"mz::when(a.on({choice}), {e.expression().cpp})", lambda chosen: e.sql(chosen) if chosen[choice] else "null", e.type, misfit=e.misfit)


def plain_select(parameters=False):
    m = Maker(("things", "things"), parameters=parameters)
    fields = [E("things.id", "things.id")] + [m.make(pick("field", TYPES), 2) for _ in range(1 + rng.below(2))]
    fields.append(m.make(pick("number", ["int", "real"]), 2))
    fields = [optional_field(m, e) for e in fields]
    where = m.condition(3, True)
    rest = ordering(m, ["things.id"]) if rng.chance(2) else ("", "")
    if rest[0]:
        limit = limiting(m)
        rest = rest[0] + limit[0], rest[1] + limit[1]
    select = pick("distinct", ["select", "select_distinct", "select again"]).split()[0]
    title = "parameters" if parameters else "expressions"
    add_select(m, title, select, fields, THINGS, where, rest, ordered=bool(rest[0]), misfits=mask(fields))


def select_with_parameters():
    plain_select(True)


def distinct_select():
    m = Maker(("things", "things"))
    fields = [m.make(pick("field", TYPES), 1) for _ in range(1 + rng.below(2))]
    add_select(m, "distinct", "select_distinct", fields, THINGS, m.condition(1, True), misfits=mask(fields))


def whole(name, table, absent=False):
    """A whole table as a field; where it may be absent, a column before it says whether it is there."""
    key = {"things": "id", "parts": "id", "loose": "rowid", "cells": "x"}[table]
    marker = [f"({name}.{key} is not null)"] if absent else []
    return E(name, listed(marker + [f"{name}.{c}" for c in ALL[table]])), "." * (len(ALL[table]) + len(marker))


def whole_select():
    m = Maker(("things", "things"))
    where = m.condition(2, True)
    order, limit = ordering(m, ["things.id"]), limiting(m)
    add_select(m, "a whole table", "select", [whole("things", "things")[0]], ("", THINGS[1]), where,
               (order[0] + limit[0], order[1] + limit[1]), ordered=True)


JOINS = {
    "inner": ["parts"], "left": ["parts"], "right": ["parts"], "full": ["parts"], "cross": ["parts"], "from two": ["parts"],
    "left left": ["parts", "t1"], "inner left": ["parts", "l1"], "left of loose": ["loose"], "left of cells": ["cells"],
    "full of loose": ["loose"], "right of cells": ["cells"],
    "inner using": ["parts"], "left using": ["parts"], "right natural": ["parts"], "full using": ["parts"], "left natural of loose": ["loose"],
    "optional left": ["parts"],
}


def join():
    kind = pick("join", list(JOINS))
    words = [w for w in kind.split() if w in ("inner", "left", "right", "full", "cross")]
    tables = {"t1": "things", "l1": "loose"}
    sources = [(name, tables.get(name, name)) for name in ["things"] + JOINS[kind]]
    m = Maker(*sources)
    cpp, sql = ".from(things)", [lambda chosen: "things"]
    if kind == "from two":
        cpp, sql = ".from(things, parts)", [lambda chosen: "things, parts"]
    for i, word in enumerate(words):
        name, table = sources[i + 1]
        m.scope = sources[:i + 2]
        if word == "cross":
            cpp += f".cross_join({name})"
            sql.append(lambda chosen: " cross join parts")
            continue
        if "using" in kind or "natural" in kind:
            natural = "natural" in kind
            cpp += f".{word}_join({name}, {'mz::natural' if natural else 'mz::using_(things.id)'})"
            sql.append(lambda chosen, word=word, natural=natural: f" {'natural ' if natural else ''}{word} join {table}{'' if natural else ' using (id)'}")
            continue
        key = {"parts": "thing_id", "things": "id", "loose": "n", "cells": "x"}[table]
        on = E(f"({name}.{key} == things.id)", f"(({name}.{key}) = (things.id))", "flag")
        how = "key" if kind == "optional left" else pick("on", ["key", "key and more", "condition", "when"])
        if how != "key":
            more = m.condition(1, how == "when")
            on = op("flag", "({0} && {1})", "{0} and {1}", on, more) if how == "key and more" else more
        if how == "when" and m.may_choose(2):
            choice, inner = m.choice(2), on
            on = E(f"mz::when(a.on({choice}), {on.cpp})", lambda chosen, e=inner, choice=choice: e.sql(chosen) if chosen[choice] else None)
        if kind == "optional left":
            choice, always = m.choice(2), on
            cpp += f".left_join(mz::when(a.on({choice}), {name}), {on.cpp})"
            sql.append(lambda chosen, on=always, choice=choice: f" left join parts on ({on.sql(chosen) or 'true'}) and {chosen[choice]}")
            continue
        cpp += f".{word}_join({name}, {on.cpp})"
        named = table if name == table else f"{table} as {name}"
        sql.append(lambda chosen, word=word, named=named, on=on: f" {word} join {named} on {on.sql(chosen) or 'true'}")
    m.scope = sources
    absent = {name for word, (name, _) in zip(words, sources[1:]) if word in ("left", "full")}
    if {"right", "full"} & set(words):
        absent.add("things")
    fields, marks = [], ""
    for name, table in sources:
        is_whole = table in ("loose", "cells") or rng.chance(2)
        field, mark = whole(name, table, name in absent) if is_whole else (E(f"{name}.id", f"{name}.id"), ".")
        fields.append(field)
        marks += mark
    more = [m.make(pick("field", TYPES), 1) for _ in range(1 + rng.below(2))]
    where = m.condition(2, True) if rng.chance(2) else None
    add_select(m, kind + " join", "select", fields + more, (cpp, lambda chosen: "".join(part(chosen) for part in sql)), where,
               misfits=marks + mask(more))


AGGREGATES = [
    ("int", "mz::sum(mz::distinct({0}))", "sum(distinct {0})", "int:"),
    ("real", "mz::avg(mz::distinct({0}))", "avg(distinct {0})", "int:"),
    ("int", "mz::count().filter({0})", "count(*) filter (where {0})", "if"),
    ("int", "mz::sum({0}).filter({1})", "sum({0}) filter (where {1})", "int: if"),
    ("int", "mz::length(mz::json_group_array({0}))", "length(json_group_array({0}))", "int:"),
    ("int", "mz::count()", "count(*)", ""),
    *[("int", f"mz::count{d}({{0}})", f"count({s}{{0}})", f"{t}!")
      for d, s in (("", ""), ("_distinct", "distinct ")) for t in ("int", "text", "mood", "real")],
    ("int", "mz::sum({0})", "sum({0})", "int:"),
    ("int", "mz::sum({0})", "sum({0})", "int!", "misfit"),
    ("int", "mz::sum(mz::case_when({0}, {1}))", "sum(case when {0} then {1} end)", "if int:"),
    ("real", "mz::total({0})", "total({0})", "int:"),
    ("real", "mz::avg({0})", "avg({0})", "int:"),
    ("real", "mz::avg({0})", "avg({0})", "real:"),
    *[(o[:-1], f"mz::{f}({{0}})", f + "({0})", o) for f in ("min", "max") for o in ("int:", "text!", "blob:", "who:")],
    ("int", 'mz::length(mz::group_concat(mz::hex({0}), ", "))', "length(group_concat(hex({0}), ', '))", "text:"),
    ("int", "(mz::sum({0}) + mz::count({1}))", "sum({0}) + count({1})", "int: int:", "misfit"),
    ("int", "mz::coalesce(mz::sum({0}), {1})", "coalesce(sum({0}), {1})", "int: few"),
    ("text", 'mz::case_when(mz::count() > {0}, "many").otherwise("few")', "case when count(*) > {0} then 'many' else 'few' end", "few"),
]
HAVING = [
    ("flag", "(mz::count() > {0})", "count(*) > {0}", "few"),
    ("flag", "(mz::max({0}) > {1})", "max({0}) > {1}", "int: few"),
    ("flag", "(mz::count_distinct({0}) != {1})", "count(distinct {0}) <> {1}", "text: few"),
    ("flag", "mz::total({0}).between({1}, {2})", "total({0}) between {1} and {2}", "int: few few"),
]
KEYS = [
    *[(t, "{0}", "{0}", t + ":") for t in ("int", "text", "mood", "flag", "tier", "real", "who")],
    ("text", "mz::upper({0})", "upper({0})", "text:"),
    ("int", "mz::length({0})", "length({0})", "text:"),
    ("int", "({0} + {1})", "{0} + {1}", "int: int:", "misfit"),
    ("flag", "{0}.is_null()", "{0} is null", "int:"),
]


def group():
    joined_too = rng.chance(3)
    m = Maker(("things", "things"), *([("parts", "parts")] if joined_too else []))
    keys = []
    for _ in range(int(pick("keys", ["0", "1", "2", "1 again"])[0])):
        key = m.construct(pick("key", KEYS), 1)
        keys += [key] if key.cpp not in [k.cpp for k in keys] else []
    fields = keys + [m.construct(pick("aggregate", AGGREGATES), 1) for _ in range(1 + rng.below(3))]
    where = m.condition(1, True) if rng.chance(2) else None
    having = None
    if keys and rng.chance(2):
        having = m.construct(pick("having", HAVING), 1)
        if m.may_choose(2):
            choice, more = m.choice(2), m.construct(pick("having", HAVING), 1)
            optional = E(f"mz::when(a.on({choice}), {more.cpp})", lambda chosen: more.sql(chosen) if chosen[choice] else None)
            having = joined("or", having, optional, f"({having.cpp} || {optional.cpp})")
    order = limit = ("", "")
    if keys and rng.chance(2):
        order, limit = (f".order_by({listed(k.cpp for k in keys)})", f" order by {listed(k.sql(()) for k in keys)}"), limiting(m)
    source = " inner join parts on (parts.thing_id) = (things.id)" if joined_too else ""
    cpp = f"mz::select({fields_cpp(fields)}).from(things)" + (".inner_join(parts, parts.thing_id == things.id)" if joined_too else "")
    cpp += (f".where({where.cpp})" if where else "") + (f".group_by({listed(k.cpp for k in keys)})" if keys else "")
    cpp += (f".having({having.cpp})" if having else "") + order[0] + limit[0]

    def write(chosen):
        grouped = f" group by {listed(k.sql(()) for k in keys)}" if keys else ""
        return (f"select {fields_sql(fields, chosen)} from things{source}{clause('where', where, chosen)}{grouped}"
                f"{clause('having', having, chosen)}{order[1]}{limit[1]}")

    shapes.append(Shape(m, "groups" if keys else "aggregates", cpp, write, ordered=bool(order[0]), misfits=mask(fields)))


def compound():
    m = Maker()
    types = pick("compound of", ["int", "int text", "text", "real", "mood", "int int", "text int", "who", "int and real", "flag"]).split()
    mixed = "and" in types
    types = ["int"] if mixed else types
    words = [pick("compound", ["union_", "union_all", "intersect", "except"]) for _ in range(1 + rng.below(2))]
    columns_only = rng.chance(2)
    operands = []
    for i in range(len(words) + 1):
        table = "parts" if i == 1 and not {"mood", "who", "flag"} & set(types) else "things"
        name = "parts" if table == "parts" else ["things", "t1", "t2"][i]
        m.scope, m.taken = [(name, table)], {name}
        fields = [m.column(t) if columns_only else m.make(t, 1).expression() for t in (["real"] if mixed and i == 1 else types)]
        if len(fields) == 2 and types[0] == types[1]:
            # Two columns that stand the other way round than on the left would be taken for a mistake.
            fields[1] = op(types[1], "({0} + 1)", "{0} + 1", m.column("int"), misfit=True)
        operands.append((name, table, fields, m.condition(1, True)))
    order = limit = ("", "")
    if all(f.column for f in operands[0][2]):
        directions = [rng.of(["", "desc"]) for _ in types]
        terms = [f"mz::desc({f.cpp})" if d else f.cpp for f, d in zip(operands[0][2], directions)]
        order = f".order_by({listed(terms)})", " order by " + listed(f"{i + 1} {d}".strip() for i, d in enumerate(directions))
        limit = limiting(m)
    cpp, *others = [f"mz::select({fields_cpp(fields)}).from({name}).where({where.cpp})" for name, _, fields, where in operands]
    cpp += "".join(f".{word}({other})" for word, other in zip(words, others))

    def write(chosen):
        selects = [f"select {fields_sql(fields, chosen)} from {table} as {name}{clause('where', where, chosen)}"
                   for name, table, fields, where in operands]
        return selects[0] + "".join(f" {w.rstrip('_').replace('_', ' ')} {s}" for w, s in zip(words, selects[1:])) + order[1] + limit[1]

    misfits = "".join("x" if any(fields[i].misfit for _, _, fields, _ in operands) else "." for i in range(len(types)))
    shapes.append(Shape(m, "a compound", cpp + order[0] + limit[0], write, ordered=bool(order[0]), misfits=misfits))


# Named queries: subqueries, common table expressions, recursive ones.


def query(m, name, source, table):
    """A select under a name: its C++, and a function that writes its SQL. Its columns can be named from then on: k, a key of its rows
    where the source's is, and others."""
    around, m.scope = m.scope, [(source, table)]
    m.taken.add(source)
    hows = ["plain", "ordered", "grouped", "compound"] if table == "things" else ["plain"]
    how = pick("query", hows)
    key = m.column("int") if table in QUERIES else E(f"{source}.id", f"{source}.id")
    types = ["int", rng.of(["text", "real", "mood", "flag"]), "int"]
    where, named = m.condition(1, True), f"{table} as {source}" if table != source else table
    if how == "grouped":
        fields = [m.column(t) for t in types[:2]] + [op("int", "mz::count()", "count(*)")]
    else:
        fields = [key, m.make(types[1], 1), m.make("int", 1)]
    columns = list(zip("kab", types, fields))
    items = listed(f'{e.expression().cpp}.as<"{c}">()' for c, _, e in columns)
    cpp = f"mz::select({items}).from({source}).where({where.cpp})"
    rest = ""
    if how == "grouped":
        cpp += f".group_by({listed(e.cpp for e in fields[:2])})"
        rest = f" group by {listed(e.sql(()) for e in fields[:2])}"
    elif how == "ordered":
        n = m.value("int", "few")
        cpp += f".order_by(mz::desc({key.cpp})).limit({n.cpp})"
        rest = f" order by {key.sql(())} desc limit {n.sql(())}"
    elif how == "compound":
        again = [m.column(t) for t in types[:2]] + [m.make("int", 0).expression()]
        word = pick("compound in a query", ["union_", "union_all", "except"])
        cpp += f".{word}(mz::select({listed(e.cpp for e in again)}).from({source}))"
        rest = f" {word.rstrip('_').replace('_', ' ')} select {listed(e.sql(()) for e in again)} from {named}"
    m.scope = around
    COLUMNS[name] = {}
    for c, t, _ in columns:
        COLUMNS[name][t] = (COLUMNS[name].get(t, "") + " " + c).strip()
    QUERIES[name] = {c for c, _, e in columns if e.misfit}

    def write(chosen):
        return f"select {listed(f'{e.sql(chosen)} as {c}' for c, _, e in columns)} from {named}{clause('where', where, chosen)}{rest}"

    return cpp, write


def select_from_query():
    """A subquery as a source, alone or joined."""
    m = Maker()
    m.taken.add("things")
    cpp, write = query(m, "q1", *rng.of([("things", "things"), ("t1", "things")]))
    how = pick("from a query", ["alone", "inner", "left", "joined to it", "in a list"])
    before = f'const auto q1 = {cpp}.as<"q1">();'
    if how == "in a list":
        m.scope = [("things", "things")]
        e = m.make("int", 1).expression()
        fields, where = [E("things.id", "things.id"), e], E(f'{e.cpp}.in(mz::select(q1["k"_col]).from(q1))',
                                                           lambda chosen: f"({e.sql(chosen)}) in (select q1.k from ({write(chosen)}) as q1)", misfit=e.misfit)
        source = ".from(things)", lambda chosen: "things"
    else:
        m.scope = [("q1", "q1")] + ([("things", "things")] if how != "alone" else [])
        fields = [m.column(rng.of(["int", *COLUMNS["q1"]])) for _ in range(2)] + [m.make(pick("field", TYPES), 1)]
        where = m.condition(1, True) if rng.chance(2) else None
        source = {
            "alone": (".from(q1)", lambda chosen: f"({write(chosen)}) as q1"),
            "inner": ('.from(q1).inner_join(things, things.id == q1["k"_col])', lambda chosen: f"({write(chosen)}) as q1 inner join things on things.id = q1.k"),
            "left": ('.from(q1).left_join(things, things.id == q1["k"_col])', lambda chosen: f"({write(chosen)}) as q1 left join things on things.id = q1.k"),
            "joined to it": ('.from(things).left_join(q1, things.id == q1["k"_col])', lambda chosen: f"things left join ({write(chosen)}) as q1 on things.id = q1.k"),
        }[how]
    add_select(m, f"a subquery, {how}", "select", fields, source, where, before=before, misfits=mask(fields))


def select_with():
    """Common table expressions, of which the second reads the first."""
    m = Maker()
    cpp, write = query(m, "c1", "things", "things")
    before, hint = f'const auto c1 = mz::cte<"c1">({cpp});', pick("hint", ["", "materialized", "not_materialized", "again"]).replace("again", "")
    first = f"c1 (k, a, b) as {hint.replace('_', ' ')} "
    names = [f"mz::{hint}(c1)" if hint else "c1"]
    second = None
    if rng.chance(2):
        cpp2, second = query(m, "c2", "c1", "c1")
        before += f'\nconst auto c2 = mz::cte<"c2">({cpp2});'
        names.append("c2")
    last = "c2" if second else "c1"
    m.scope = [(last, last), ("parts", "parts")]
    fields = [m.column("int"), m.make(pick("field", TYPES), 1)]
    where = m.condition(1, True)

    def sql(chosen):
        ctes = first + f"({write(chosen)})" + (f", c2 (k, a, b) as ({second(chosen)})" if second else "")
        return (f"with {ctes} select {fields_sql(fields, chosen)} from {last} left join parts on parts.thing_id = {last}.k"
                f"{clause('where', where, chosen)}")

    statement = (f'mz::with({listed(names)}).select({fields_cpp(fields)}).from({last}).left_join(parts, parts.thing_id == {last}["k"_col])'
                 f".where({where.cpp})")
    shapes.append(Shape(m, "common table expressions", statement, sql, before=before, misfits=mask(fields)))


def select_recursive():
    """A common table expression that reads itself: numbers, a walk of some steps, one that ends in a circle."""
    m = Maker()
    kind = pick("recursive", ["numbers", "walk", "circle"])
    few = m.value("int", "few")
    deep = op("flag", "({0} < {1})", "{0} < {1}", E('c1["d"_col]', "c1.d"), few)
    COLUMNS["c1"] = {"int": "k d"}
    QUERIES["c1"] = {"k"} if kind == "numbers" else set()
    m.scope = [("c1", "c1"), ("parts", "parts")]
    if kind == "numbers":
        first, by = m.value("int", "n"), m.value("int", "n")
        start = f'mz::val({first.cpp}).as<"k">(), mz::val(std::int64_t{{0}}).as<"d">()', f"{first.sql(())}, 0"
        part = f'mz::select(c1["k"_col] + {by.cpp}, c1["d"_col] + 1).from(c1).where({deep.cpp})'
        text = f"select c1.k + {by.sql(())}, c1.d + 1 from c1 where {deep.sql(())}"
    else:
        extra = m.condition(1, False)
        where, step_cpp, step_sql = (joined("and", deep, extra, f"({deep.cpp} && {extra.cpp})"), " + 1", " + 1") if kind == "walk" else (extra, "", "")
        start = 'parts.id.as<"k">(), mz::val(std::int64_t{0}).as<"d">()', "parts.id, 0"
        part = f'mz::select(parts.thing_id, c1["d"_col]{step_cpp}).from(parts).inner_join(c1, parts.id == c1["k"_col]).where({where.cpp})'
    table = ("", "") if kind == "numbers" else (".from(parts)", " from parts")
    word = "union_" if kind == "circle" else "union_all"
    m.scope = [("c1", "c1"), ("things", "things")]
    fields = [m.column("int"), m.make(pick("field", TYPES), 1)]

    def sql(chosen):
        again = text if kind == "numbers" else (f"select parts.thing_id, c1.d{step_sql} from parts inner join c1 on parts.id = c1.k where {where.sql(chosen)}")
        recursion = f"select {start[1]}{table[1]} {word.rstrip('_').replace('_', ' ')} {again}"
        return f"with recursive c1 (k, d) as ({recursion}) select {fields_sql(fields, chosen)} from c1 left join things on things.id = c1.k"

    again = re.sub(r"\bc1\b", "self", part)
    before = f'const auto c1 = mz::cte<"c1">(mz::select({start[0]}){table[0]}).{word}([&](const auto& self) {{ return {again}; }});'
    shapes.append(Shape(m, f"a recursive query, {kind}",
                        f'mz::with(c1).select({fields_cpp(fields)}).from(c1).left_join(things, things.id == c1["k"_col])', sql, before=before,
                        misfits=mask(fields)))


# Windows. What looks at neighbours stands in a total order.
WINDOW_FUNCTIONS = [
    ("int", "mz::row_number()", "row_number()", ""), ("int", "mz::rank()", "rank()", ""), ("int", "mz::dense_rank()", "dense_rank()", ""),
    ("real", "mz::percent_rank()", "percent_rank()", ""), ("real", "mz::cume_dist()", "cume_dist()", ""),
    ("int", "mz::ntile({0})", "ntile({0})", "few"),
    *[(t, f"mz::{f}({{0}})", f + "({0})", t + ":") for f in ("lag", "lead", "first_value", "last_value") for t in ("int", "text", "mood")],
    *[(t, f"mz::{f}({{0}}, 2, {{1}})", f + "({0}, 2, {1})", f"{t}: {t}.") for f in ("lag", "lead") for t in ("int", "text")],
    ("int", "mz::nth_value({0}, 2)", "nth_value({0}, 2)", "int:"),
    ("int", "mz::count()", "count(*)", ""), ("int", "mz::count({0})", "count({0})", "text:"), ("int", "mz::sum({0})", "sum({0})", "int:"),
    ("real", "mz::total({0})", "total({0})", "int:"), ("real", "mz::avg({0})", "avg({0})", "int:"),
    ("text", "mz::max({0})", "max({0})", "text:"), ("int", "mz::min({0})", "min({0})", "int:"),
    ("int", "mz::count().filter({0})", "count(*) filter (where {0})", "if"),
    ("int", "mz::sum({0}).filter({1})", "sum({0}) filter (where {1})", "int: if"),
    ("text", 'mz::group_concat(mz::hex({0}), "-")', "group_concat(hex({0}), '-')", "text:"),
]
FRAMES = [
    ("", ""), ("", ""), (".rows(mz::preceding(1))", " rows 1 preceding"),
    (".rows(mz::unbounded_preceding, mz::following(2))", " rows between unbounded preceding and 2 following"),
    (".rows(mz::preceding(2), mz::preceding(1))", " rows between 2 preceding and 1 preceding"),
    (".rows(mz::current_row, mz::unbounded_following).exclude_current_row()", " rows between current row and unbounded following exclude current row"),
    (".range(mz::unbounded_preceding, mz::unbounded_following)", " range between unbounded preceding and unbounded following"),
    (".range(mz::unbounded_preceding, mz::current_row).exclude_ties()", " range between unbounded preceding and current row exclude ties"),
    (".groups(mz::preceding(1), mz::following(1))", " groups between 1 preceding and 1 following"),
    (".groups(mz::preceding(1), mz::current_row).exclude_group()", " groups between 1 preceding and current row exclude group"),
]


def window(m):
    """A window that orders its rows totally: its C++, and a function that writes its SQL."""
    parts = [m.make(rng.of(["int", "text", "mood", "flag"]), 1).expression() for _ in range(int(pick("partitions", ["0", "1", "2", "1 again"])[0]))]
    order, frame = ordering(m, ["things.id"]), FRAMES[int(pick("frame", range(len(FRAMES))))]
    cpp = f"mz::partition_by({listed(e.cpp for e in parts)}){order[0]}" if parts else f"mz::{order[0][1:]}"
    return cpp + frame[0], lambda chosen: (f"partition by {fields_sql(parts, chosen)}" if parts else "") + order[1] + frame[1]


def windows():
    m = Maker(("things", "things"))
    by_name = rng.chance(3)
    over = window(m)
    fields = [E("things.id", "things.id")]
    for n in range(1 + rng.below(2)):
        f = m.construct(pick("window function", WINDOW_FUNCTIONS), 1)
        own = over if n == 0 else window(m)
        where = ("w", lambda chosen: " w") if n == 0 and by_name else (own[0], lambda chosen, own=own: f" ({own[1](chosen)})")
        fields.append(E(f"{f.cpp}.over({where[0]})", lambda chosen, f=f, where=where: f"{f.sql(chosen)[1:-1]} over{where[1](chosen)}", f.type, misfit=f.misfit))
    where = m.condition(1, True)

    def sql(chosen):
        named = f" window w as ({over[1](chosen)})" if by_name else ""
        return f"select {fields_sql(fields, chosen)} from things{clause('where', where, chosen)}{named} order by things.id"

    cpp = f"mz::select({fields_cpp(fields)}).from(things).where({where.cpp})" + (".window(w)" if by_name else "") + ".order_by(things.id)"
    shapes.append(Shape(m, "windows", cpp, sql, before=f'const auto w = mz::window<"w">({over[0]});' if by_name else "", ordered=True, misfits=mask(fields)))


def nested_compound():
    """A compound whose right operand is one, or has an order and a limit of its own."""
    m = Maker()
    types = pick("nested compound of", ["int", "text", "int text", "real", "mood"]).split()
    names = iter([("things", "things"), ("t1", "things"), ("t2", "things"), ("things", "things")])

    def select():
        name, table = next(names)
        m.scope, m.taken = [(name, table)], {name}
        fields, where = [m.make(t, 1).expression() for t in types], m.comparison(0)
        return fields, name, where

    def plain(s):
        fields, name, where = s
        return (f"mz::select({fields_cpp(fields)}).from({name}).where({where.cpp})",
                lambda chosen: f"select {fields_sql(fields, chosen)} from things as {name} where {where.sql(chosen)}")

    def word():
        w = pick("nested compound", ["union_", "union_all", "intersect", "except"])
        return w, w.rstrip("_").replace("_", " ")

    selects = [select() for _ in range(3)]
    a, b, c = [plain(s) for s in selects]
    (w1, t1), (w2, t2) = word(), word()
    how = pick("nested", ["right", "left", "limit"])
    if how == "right":
        cpp = f"mz::{w1}({a[0]}, mz::{w2}({b[0]}, {c[0]}))"
        sql = lambda chosen: f"{a[1](chosen)} {t1} select * from ({b[1](chosen)} {t2} {c[1](chosen)})"
    elif how == "left":
        cpp = f"mz::{w1}(mz::{w2}({a[0]}, {b[0]}), {c[0]})"
        sql = lambda chosen: f"select * from (select * from ({a[1](chosen)} {t2} {b[1](chosen)})) {t1} {c[1](chosen)}"
    else:
        n, name = m.value("int", "few"), selects[1][1]
        cpp = f"{a[0]}.{w1}({b[0]}.order_by(mz::desc({name}.id)).limit({n.cpp})).{w2}({c[0]})"
        sql = lambda chosen: f"{a[1](chosen)} {t1} select * from ({b[1](chosen)} order by {name}.id desc limit {n.sql(())}) {t2} {c[1](chosen)}"
    misfits = "".join("x" if any(s[0][i].misfit for s in selects) else "." for i in range(len(types)))
    shapes.append(Shape(m, f"a nested compound, {how}", cpp, sql, misfits=misfits))


def ordered_aggregate():
    """Since SQLite 3.44."""
    m = Maker(("things", "things"))
    text, key, order = m.make("text", 1).expression(), m.column("mood"), ordering(m, ["things.id"])
    fields = [key, E(f'mz::group_concat({text.cpp}, "-", mz::{order[0][1:]})', lambda chosen: f"group_concat({text.sql(chosen)}, '-'{order[1]})"),
              E(f"mz::json_group_array(things.n, mz::{order[0][1:]})", f"json_group_array(things.n{order[1]})")]
    add_select(m, "ordered aggregates", "select", fields, THINGS, None, (f".group_by({key.cpp})", f" group by {key.sql(())}"), since=3044000)


# Writes.

MEMBERS = {
    "slots": dict(id="key", name="s", room="key", taken="flag", level="tiny", rate="r", tier="tier", owner="maybe_who", note="maybe_s"),
    "cells": dict(x="key", y="s", v="maybe_n", w="r", tag="b"),
    "audits": dict(id="key", name="s", made="maybe_n", seen="n"),
}
REQUIRED = {"slots": ["name", "room"], "cells": ["x", "y"], "audits": ["name"]}
FILLED = {"audits": {"made": "41"}}   # by default_fn, where an insert leaves the column out
CHANGED = {"audits": {"seen": "42"}}  # by on_update_fn, where an update does not set it
RETURNING = {
    "slots": [*((f"slots.{c}", c) for c in "id name level note tier owner rate".split()), ("mz::upper(slots.name)", "upper(name)"),
              ("(slots.level + 1)", "(level + 1)"), ('mz::coalesce(slots.note, "none")', "coalesce(note, 'none')")],
    "cells": [(f"cells.{c}", c) for c in ALL["cells"]],
    "audits": [(f"audits.{c}", c) for c in ALL["audits"]],
}
CONFLICTS = {
    "slots": [
        ("", ""),
        (".on_conflict(slots.name).do_nothing()", " on conflict (name) do nothing"),
        (".on_conflict().do_nothing()", " on conflict do nothing"),
        (".on_conflict(slots.room).do_nothing()", " on conflict (room) where taken do nothing"),
        (".on_conflict(slots.id).do_update(slots.room = mz::excluded(slots.room), slots.level = 7)",
         " on conflict (id) do update set room = excluded.room, level = 7"),
        (".on_conflict(slots.room).where(slots.taken)"
         '.do_update(slots.rate = (slots.rate + mz::excluded(slots.rate)) * 0.5, slots.note = "met")',
         " on conflict (room) where taken do update set rate = ((slots.rate + excluded.rate) * 0.5), note = 'met'"),
        (".on_conflict(slots.name)"
         '.do_update(slots.note = mz::concat(mz::coalesce(slots.note, "-"), mz::excluded(slots.name)), slots.taken = !slots.taken)'
         ".where((slots.level < 5) || slots.note.is_null())",
         " on conflict (name) do update set note = (coalesce(slots.note, '-') || excluded.name), taken = (not slots.taken)"
         " where ((slots.level < 5) or (slots.note is null))"),
        (".on_conflict(slots.name).do_nothing()"
         '.on_conflict(slots.id).do_update(slots.tier = grade::staff, slots.owner = secret{"new"})',
         " on conflict (name) do nothing on conflict (id) do update set tier = 'staff', owner = 'sealed:new'"),
        (".on_conflict(slots.name).do_update(slots.level = mz::excluded(slots.level), slots.owner = std::nullopt)",
         " on conflict (name) do update set level = excluded.level, owner = null"),
    ],
    "cells": [
        ("", ""),
        (".on_conflict(cells.x, cells.y).do_nothing()", " on conflict (x, y) do nothing"),
        (".on_conflict(cells.y, cells.x).do_update(cells.v = mz::coalesce(cells.v, 0) % 1000 + 1, cells.tag = mz::excluded(cells.tag))",
         " on conflict (x, y) do update set v = ((coalesce(cells.v, 0) % 1000) + 1), tag = excluded.tag"),
        (".on_conflict(cells.x, cells.y).do_update(cells.w = cells.w + 1).where(cells.v.is_not_null())",
         " on conflict (x, y) do update set w = (cells.w + 1) where (cells.v is not null)"),
    ],
    "audits": [
        ("", ""),
        (".on_conflict(audits.name).do_nothing()", " on conflict (name) do nothing"),
        (".on_conflict(audits.name).do_update(audits.made = mz::excluded(audits.made))",
         " on conflict (name) do update set made = excluded.made, seen = 42"),
        (".on_conflict(audits.name).do_update(audits.seen = mz::coalesce(mz::excluded(audits.seen) % 100, 0) + 1)",
         " on conflict (name) do update set seen = (coalesce((excluded.seen % 100), 0) + 1)"),
    ],
}
ASSIGNS = {
    "slots": [
        ("slots.level = mz::coalesce(slots.level % 10, 0) + 1", "level = (coalesce((level % 10), 0) + 1)"),
        ("slots.taken = !slots.taken", "taken = (not taken)"),
        ("slots.note = slots.name", "note = name"),
        ("slots.note = std::nullopt", "note = null"),
        ("slots.tier = grade::free", "tier = 'free'"),
        ("slots.rate = slots.rate * 0.5", "rate = (rate * 0.5)"),
        ('slots.name = mz::concat(slots.name, "+")', "name = (name || '+')"),
        ("slots.room = mz::coalesce(mz::select(mz::max(p2.thing_id)).from(p2).where(p2.thing_id <= slots.room), 0)",
         "room = coalesce((select max(p2.thing_id) from parts as p2 where p2.thing_id <= slots.room), 0)"),
        ("slots.level = mz::case_when(slots.taken, 1).when(slots.rate > 1.0, 2).otherwise(3)",
         "level = (case when taken then 1 when (rate > 1.0) then 2 else 3 end)"),
    ],
    "cells": [
        ("cells.w = mz::round(cells.w) + 1.5", "w = (round(w) + 1.5)"),
        ("cells.v = mz::length(cells.y)", "v = length(y)"),
        ("cells.v = std::nullopt", "v = null"),
        ("cells.tag = mz::cast<mz::blob>(cells.y)", "tag = cast(y as blob)"),
        ("cells.y = mz::lower(cells.y)", "y = lower(y)"),
    ],
    "audits": [
        ("audits.made = audits.seen", "made = seen"),
        ('audits.name = mz::concat(audits.name, "!")', "name = (name || '!')"),
        ("audits.seen = mz::coalesce(audits.seen % 7, 1)", "seen = coalesce((seen % 7), 1)"),
        ("audits.made = std::nullopt", "made = null"),
    ],
}


def conflict(table):
    return CONFLICTS[table][int(pick("conflict " + table, range(len(CONFLICTS[table]))))]


def assign(table):
    return ASSIGNS[table][int(pick("assign " + table, range(len(ASSIGNS[table]))))]


def assigned(sets):
    """The column of each assignment in SQL."""
    return [s.split()[0] for _, s in sets]


def with_changed(table, sets):
    return listed([s for _, s in sets] + [f"{c} = {v}" for c, v in CHANGED.get(table, {}).items() if c not in assigned(sets)])


def add_write(m, title, table, cpp, sql, guards=True, **more):
    """A write, perhaps with returning() and a guard. Its SQL is one text, or a list of several."""
    how = pick("returning", ["none", "some", "none again", "all"])
    back = ".returning()", " returning " + listed(ALL[table])
    if how == "some":
        fields = list(dict.fromkeys(rng.of(RETURNING[table]) for _ in range(1 + rng.below(3))))
        back = f".returning({listed(c for c, _ in fields)})", " returning " + listed(s for _, s in fields)
    elif how != "all":
        back = "", ""
    how = pick("guard", ["none", "none again", "changes", "exactly"]) if guards else "none"
    guard = ""
    if not how.startswith("none"):
        i = m.argument("few")
        guard = f".require_{how}(a.n({i}))"
        more.update(guard=i, exactly=how == "exactly")

    def write(chosen):
        text = sql(chosen)
        return ";\n".join(t + back[1] for t in ([text] if isinstance(text, str) else text))

    shapes.append(Shape(m, title, cpp + back[0] + guard, write, writes=table, **more))


def row_sql(table, given, resolution=""):
    """An insert of one row, of which `given` has the SQL by column."""
    named = {**FILLED.get(table, {}), **dict(given)}
    return f"insert{resolution} into {table} ({listed(named)}) values ({listed(named.values())})"


def or_else(verb, table, ways):
    """`insert_into(table)`, or insert_or<>() of it, and what stands behind the verb in SQL; `update` in the same way."""
    how = pick(f"{verb} or", ["", *ways, "again"]).replace("again", "")
    if not how:
        return f"mz::{'insert_into' if verb == 'insert' else verb}({table})", ""
    return f"mz::{verb}_or<mz::conflict::{how}>({table})", f" or {how}"


def row_cpp(given):
    return "{" + listed(f".{c} = a.{kind}({i})" for c, kind, i in given) + "}"


def as_sql(given):
    return [(c, f"?{i + 1}") for c, _, i in given]


def insert_row(table):
    m = Maker()
    always, sometimes = [], []
    for column, kind in MEMBERS[table].items():
        if column in REQUIRED[table] or rng.chance(3):
            always.append((column, kind, m.argument(kind)))
        elif m.may_choose(2) and len(sometimes) < 3 and rng.chance(2):
            sometimes.append((column, kind, m.argument(kind), m.choice(2)))
    on = conflict(table)
    insert, resolution = or_else("insert", table, ["ignore", "replace", "abort", "fail"])
    before = f"mz::new_row<{table}> r{row_cpp(always)};\n"
    before += "".join(f"if (a.on({choice})) r.{c} = a.{kind}({i});\n" for c, kind, i, choice in sometimes)
    add_write(m, "insert of a row", table, f"{insert}.values(r){on[0]}",
              lambda chosen: row_sql(table, as_sql(always) + as_sql(s[:3] for s in sometimes if chosen[s[3]]), resolution) + on[1],
              before=before, tells_rowid=table != "cells" and not on[0] and not resolution)


def insert_rows(table):
    """A range of no row up to three, which give the same columns or different ones."""
    m = Maker()
    size = m.choice(4)

    def some():
        return [c for c in MEMBERS[table] if c in REQUIRED[table] or rng.chance(3)]

    columns = [some()] * 3 if rng.chance(2) else [some() for _ in range(3)]
    given = [[(c, MEMBERS[table][c], m.argument(MEMBERS[table][c])) for c in row] for row in columns]
    on = conflict(table)
    before = f"std::vector<mz::new_row<{table}>> list;\n"
    before += "".join(f"if (a.size({size}) > {n}) list.push_back({row_cpp(row)});\n" for n, row in enumerate(given))
    rows = pick("range", ["list", "std::span{list}", "std::move(list)"])
    insert, resolution = or_else("insert", table, ["ignore", "replace"])
    add_write(m, "insert of rows", table, f"{insert}.values({rows}){on[0]}",
              lambda chosen: [row_sql(table, as_sql(row), resolution) + on[1] for row in given[:chosen[size]]], before=before)


def insert_set(table):
    m = Maker()
    required = {
        "slots": {"name": op("text", 'mz::coalesce({0}, "none")', "coalesce({0}, 'none')", m.make("text", 1).expression()),
                  "room": op("int", "mz::coalesce({0}, 0)", "coalesce({0}, 0)", m.scalar("int"))},
        "cells": {"x": m.value("int", "key"), "y": m.value("text")},
        "audits": {"name": m.value("text")},
    }[table]
    others = [(c, m.value(None, kind)) for c, kind in MEMBERS[table].items() if c not in required and rng.chance(2)]
    sets = [*required.items(), *others]
    on = conflict(table)
    assigns = listed(f"{table}.{c} = {e.cpp}" for c, e in sets)
    add_write(m, "insert of expressions", table, f"mz::insert_into({table}).set({assigns}){on[0]}",
              lambda chosen: row_sql(table, [(c, e.sql(chosen)) for c, e in sets]) + on[1], tells_rowid=table != "cells" and not on[0])


def insert_select(table):
    source = rng.of(["things", "parts"])
    m = Maker((source, source))
    text = op("text", "mz::coalesce({0}, {1})", "coalesce({0}, {1})", m.make("text", 1).expression(), E('"-"', "'-'"))
    number = op("int", "mz::coalesce({0}, {1})", "coalesce({0}, {1})", m.column("int"), E("0", "0"))
    given = {"slots": [("name", text), ("room", number)], "cells": [("x", number), ("y", text)], "audits": [("name", text)]}[table]
    given = given + [(c, E(f"{source}.{s}", f"{source}.{s}")) for c, s in {
        ("things", "slots"): dict(tier="tier", owner="maybe_who", note="maybe_s", taken="flag", level="tiny", rate="r"),
        ("things", "cells"): dict(v="maybe_n", w="r", tag="b"), ("things", "audits"): dict(made="maybe_n", seen="n"),
        ("parts", "slots"): dict(note="note", level="level"), ("parts", "cells"): dict(v="amount"),
        ("parts", "audits"): dict(made="amount"),
    }[source, table].items() if rng.chance(2)]
    filled = [(c, v) for c, v in FILLED.get(table, {}).items() if c not in dict(given)]
    where = m.condition(2, True) if rng.chance(2) else None
    on = conflict(table)

    def write(chosen):
        columns, values = listed([c for c, _ in given + filled]), listed([e.sql(chosen) for _, e in given] + [v for _, v in filled])
        condition = clause("where", where, chosen) or " where true"  # without it, "on" could be a join's
        return f"insert into {table} ({columns}) select {values} from {source}{condition} order by {source}.id{on[1]}"

    select = f"mz::select({listed(e.cpp for _, e in given)}).from({source})" + (f".where({where.cpp})" if where else "")
    columns = listed(f"{table}.{c}" for c, _ in given)
    add_write(m, "insert from a select", table,
              f"mz::insert_into({table}).columns({columns}).from({select}.order_by({source}.id)){on[0]}", write)


def standing(m):
    """The condition of a write, of which one part always stands."""
    a = m.condition(1, False)
    how = pick("write where", ["plain", "and", "or"])
    if how == "plain":
        return a
    b = m.condition(2, True)
    return joined(how, a, b, f"({a.cpp} {'&&' if how == 'and' else '||'} {b.cpp})")


def where_or_all(m):
    """Both as C++ and as a function that writes SQL."""
    if rng.chance(6):
        return ".all_rows()", lambda chosen: ""
    where = standing(m)
    return f".where({where.cpp})", lambda chosen: clause("where", where, chosen)


def limited(m, table, where):
    """The same with an order and a limit, which need row ids."""
    if table == "cells" or pick("limit of a write", ["no", "limit", "no again"]) != "limit":
        return where
    order, n = ordering(m, [f"{table}.id"]), m.value("int", "few")
    return (where[0] + order[0] + f".limit({n.cpp})",
            lambda chosen: f" where rowid in (select rowid from {table}{where[1](chosen)}{order[1]} limit {n.sql(())})")


def update_from(table):
    """An update that reads another table, a subquery or a join, of which each row meets one at most."""
    m = Maker((table, table))
    how = pick("update from", ["table", "alias", "subquery", "join"])
    name = {"table": "things", "alias": "t1", "subquery": "q1", "join": "things"}[how]
    before, source = "", (f".from({name})", lambda chosen: "things" + (" as t1" if how == "alias" else ""))
    columns = dict(level="tiny", rate="r", tier="tier", owner="maybe_who", note="maybe_s") if table == "slots" else dict(made="maybe_n", seen="n")
    if how == "subquery":
        around, m.scope = m.scope, [("t2", "things")]
        condition, m.scope = m.condition(1, True), around
        items = [f"t2.{c}" for c in ["id", *columns.values()]]
        before = f'const auto q1 = mz::select({listed(items)}).from(t2).where({condition.cpp}).as<"q1">();'
        source = source[0], lambda chosen: f"(select {listed(items)} from things as t2{clause('where', condition, chosen)}) as q1"
    elif how == "join":
        source = ".from(things).inner_join(parts, parts.id == things.id)", lambda chosen: "things inner join parts on parts.id = things.id"
    read = (lambda c: f"q1[t2.{c}]") if how == "subquery" else (lambda c: f"{name}.{c}")
    chosen_columns = [c for c in columns if rng.chance(2)] or [next(iter(columns))]
    sets = [(f"{table}.{c} = {read(columns[c])}", f"{c} = {name}.{columns[c]}") for c in chosen_columns]
    if how in ("table", "alias", "join"):
        m.scope.append((name, "things"))
    m.taken |= {"t1", "t2", "p2"}
    where = m.condition(1, False)
    tie = f"{table}.id == {read('id')}"
    add_write(m, f"update from, {how}", table, f"mz::update({table}).set({listed(c for c, _ in sets)}){source[0]}.where({tie} && {where.cpp})",
              lambda chosen: f"update {table} set {with_changed(table, sets)} from {source[1](chosen)} where {table}.id = {name}.id and ({where.sql(chosen)})",
              before=before)


def update(table):
    m = Maker((table, table))
    m.taken.add("p2")
    sets = []
    for _ in range(1 + rng.below(3)):
        one = assign(table)
        sets += [one] if assigned([one])[0] not in assigned(sets) else []
    optional = {}  # the choice of an assignment that is there only sometimes
    for column, kind in MEMBERS[table].items():
        if rng.chance(4) and column not in [*assigned(sets), "id"]:
            i = m.argument(kind)
            one = f"{table}.{column} = a.{kind}({i})", f"{column} = ?{i + 1}"
            if m.may_choose(4) and pick("assignment is", ["there", "optional"]) == "optional":
                optional[one[1]] = m.choice(2)
                sets.append((f"mz::when(a.on({optional[one[1]]}), {one[0]})", one[1]))
            else:
                sets.append(one)
    where = limited(m, table, where_or_all(m))
    update, resolution = or_else("update", table, ["ignore", "replace"])

    def standing_of(chosen):
        return [one for one in sets if one[1] not in optional or chosen[optional[one[1]]]]

    add_write(m, "update", table, f"{update}.set({listed(c for c, _ in sets)}){where[0]}",
              lambda chosen: f"update{resolution} {table} set {with_changed(table, standing_of(chosen))}{where[1](chosen)}")


def patch(table):
    m = Maker((table, table))
    members = [(c, kind) for c, kind in MEMBERS[table].items() if c not in ("id", "x")]
    always = rng.of(members)
    first = m.argument(always[1])
    sometimes = [(c, kind, m.argument(kind), m.choice(2)) for c, kind in members
                 if (c, kind) != always and rng.chance(2) and m.may_choose(4)]
    where = standing(m)
    before = f"mz::patch_of<{table}> p{{.{always[0]} = a.{always[1]}({first})}};\n"
    before += "".join(f"if (a.on({choice})) p.{c} = a.{kind}({i});\n" for c, kind, i, choice in sometimes)

    def write(chosen):
        sets = [("", f"{always[0]} = ?{first + 1}")] + [("", f"{c} = ?{i + 1}") for c, _, i, choice in sometimes if chosen[choice]]
        return f"update {table} set {with_changed(table, sets)}{clause('where', where, chosen)}"

    add_write(m, "patch", table, f"mz::update({table}).set(p).where({where.cpp})", write, before=before)


def delete(table):
    m = Maker((table, table))
    where = limited(m, table, where_or_all(m))
    add_write(m, "delete", table, f"mz::delete_from({table}){where[0]}", lambda chosen: f"delete from {table}{where[1](chosen)}")


def step(m, table):
    """One step of a list: C++, and a function that gives a list of SQL."""
    how = pick("step", ["insert", "update", "delete", "each", "insert again"])
    if how == "each" and m.may_choose(4):
        one, size = assign(table), m.choice(4)
        first, *_ = [m.argument("key") for _ in range(3)]
        column = {"slots": "id", "cells": "x"}[table]
        return (f"mz::each(a.list<std::int64_t>({size}, {first}, &arguments::n), [](std::int64_t x) {{ "
                f"return mz::update({table}).set({one[0]}).where({table}.{column} == x); }})",
                lambda chosen: [f"update {table} set {one[1]} where {column} = ?{first + i + 1}" for i in range(chosen[size])])
    if how == "update":
        one, where = assign(table), where_or_all(m)
        cpp, write = f"mz::update({table}).set({one[0]}){where[0]}", lambda chosen: [f"update {table} set {one[1]}{where[1](chosen)}"]
    elif how == "delete":
        where = standing(m)
        cpp, write = f"mz::delete_from({table}).where({where.cpp})", lambda chosen: [f"delete from {table}{clause('where', where, chosen)}"]
    else:
        given = [(c, MEMBERS[table][c], m.argument(MEMBERS[table][c])) for c in REQUIRED[table]]
        on = conflict(table)
        cpp, write = f"mz::insert_into({table}).values({row_cpp(given)}){on[0]}", lambda chosen: [row_sql(table, as_sql(given)) + on[1]]
    if rng.chance(3) and m.may_choose(2):
        choice = m.choice(2)
        return f"mz::when(a.on({choice}), {cpp})", lambda chosen: write(chosen) if chosen[choice] else []
    return cpp, write


def steps():
    """Writes and a select as one atomic list."""
    table = pick("list", ["slots", "cells"])
    m = Maker((table, table))
    m.taken.add("p2")
    parts = [step(m, table) for _ in range(2 + rng.below(2))]
    keys = {"slots": ["id"], "cells": ["x", "y"]}[table]
    select = f"mz::select({listed(f'{table}.{c}' for c in ALL[table])}).from({table}).order_by({listed(f'{table}.{c}' for c in keys)})"
    last = f"select {listed(ALL[table])} from {table} order by {listed(keys)}"
    shapes.append(Shape(m, "a list", ",\n                ".join([c for c, _ in parts] + [select]),
                        lambda chosen: ";\n".join(list(itertools.chain(*(write(chosen) for _, write in parts))) + [last]),
                        list=True, writes=table, ordered=True))


def checks_of_the_test():
    """Two statements with SQL beside them that differs from them in a border case only."""
    m = Maker()
    m.argument("tiny")
    sql = "select id, s from things where tiny {} ?1 order by id"
    shapes.append(Shape(m, "select for the self-check",
                        "mz::select(things.id, things.s).from(things).where(things.tiny < a.tiny(0)).order_by(things.id)",
                        lambda chosen: sql.format("<"), ordered=True, misfits="..", wrong=sql.format("<=")))
    m = Maker()
    m.argument("tiny")
    update_sql = "update slots set level = 7 where level {} ?1"
    shapes.append(Shape(m, "update for the self-check", "mz::update(slots).set(slots.level = 7).where(slots.level < a.tiny(0))",
                        lambda chosen: update_sql.format("<"), writes="slots", wrong=update_sql.format("<=")))


def make_shapes():
    checks_of_the_test()
    for make, times in ((plain_select, 90), (distinct_select, 10), (whole_select, 8), (join, 36), (group, 34), (compound, 26), (steps, 18),
                        (select_with_parameters, 20), (select_from_query, 20), (select_with, 14), (select_recursive, 9), (windows, 24),
                        (nested_compound, 12), (ordered_aggregate, 3)):
        for _ in range(times):
            make()
    for table in ("slots", "audits"):
        for _ in range(8):
            update_from(table)
    for table, times in (("slots", 2), ("cells", 1), ("audits", 1)):
        for make, n in ((insert_row, 5), (insert_rows, 3), (insert_set, 3), (insert_select, 3), (update, 4), (patch, 2), (delete, 3)):
            for _ in range(n * times):
                make(table)


# Output.


def raw(tag, text):
    return f'R"{tag}({text}){tag}"'


def unit(number, part):
    """One file of C++."""
    out = ["// Made by tests/differential/shapes.py.", '#include "differential/harness.hpp"', ""]
    out += ["namespace differential {", "namespace {", "", "using namespace mz::literals;", ""]
    for i, s in part:
        out += [f"void run_{i}(context& c, [[maybe_unused]] const arguments& a) {{", *("  " + line for line in s.before.splitlines())]
        out += [f"  c.{'check_list' if s.list else 'check'}({s.cpp});", "}", ""]
    out += ["}  // namespace", "", f"std::vector<shape> shapes_{number}() {{", "  return {"]
    order = ["ordered", "misfits", "writes", "guard", "exactly", "tells_rowid", "since", "wrong"]
    for i, s in part:
        members = {"number": i, "title": f'"{s.title}"', "cpp": raw("cpp", s.before + s.cpp), "run": f"run_{i}",
                   "sql": "{" + ",\n     ".join(raw("sql", text) for text in s.sql) + "}",
                   "kinds": "{" + listed(f"kind::{k}" for k in s.maker.kinds) + "}",
                   "choices": "{" + listed(map(str, s.maker.choices)) + "}"}
        for name in sorted(s.more, key=order.index):
            value = s.more[name]
            members[name] = raw("sql", value) if isinstance(value, str) else str(value).lower()
        out.append("    {" + ",\n     ".join(f".{name} = {value}" for name, value in members.items()) + "},")
    return "\n".join(out + ["  };", "}", "", "}  // namespace differential", ""])


def table_of_units(units):
    declared = "\n".join(f"std::vector<shape> shapes_{n}();" for n in units)
    moved = "\n".join(f"  for (shape& s : shapes_{n}()) all[static_cast<std::size_t>(s.number)] = std::move(s);" for n in units)
    return f"""// Made by tests/differential/shapes.py.
#include "differential/harness.hpp"

namespace differential {{

{declared}

std::vector<shape> all_shapes() {{
  std::vector<shape> all({len(shapes)});
{moved}
  return all;
}}

}}  // namespace differential
"""


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
        for (category, name), n in sorted(used.items()):
            print(f"{n:5} {category}: {name}")
        print(f"{len(shapes)} shapes, {sum(len(s.sql) for s in shapes)} texts")
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
        units = range(1, given.units + 1)
        for n in units:
            (given.out / f"shapes_{n}.cpp").write_text(unit(n, list(enumerate(shapes))[n - 1::given.units]))
        (given.out / "shapes.cpp").write_text(table_of_units(units))


if __name__ == "__main__":
    main()
