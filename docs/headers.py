"""Reads declarations and their comments out of C++ headers: as much of C++ as these headers are written in.

What is read: namespaces, classes with their public members, enumerations, functions, variables, aliases, concepts and
`using a::b;`. Bodies of functions and preprocessor lines are passed over.
"""
import dataclasses
import re

TOKEN = re.compile(r'''(?P<doc>///[^\n]*)|(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<text>R"(?P<end>[^(\s]*)\(.*?\)(?P=end)"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])')'''
                   r'''|(?P<pre>^[ \t]*\#(?:\\\n|[^\n])*)|(?P<other>\d[\d']*|.)''', re.S | re.M)
NOT_A_NAME = {"requires", "sizeof", "decltype", "noexcept", "alignas", "explicit", "typeid", "static_assert", "defined"}


@dataclasses.dataclass
class Declaration:
    scope: str  # the namespaces around it, joined by ::
    kind: str  # class, enum, concept, alias, variable, function, using, namespace, namespace alias
    name: str
    head: str  # the text up to its body, without comments
    body: str  # what stands in braces, comments and all; empty without
    comment: list  # the lines of its comment, without their slashes
    group: list = dataclasses.field(default_factory=list)  # the comment before it with no empty line in between
    header: str = ""
    specialised: bool = False


def unit(text, i):
    """The token at a place: its kind and where it ends."""
    found = TOKEN.match(text, i)
    return found.lastgroup if found.lastgroup != "end" else "text", found.end()


def balanced(text, i, opening, closing):
    """Where the bracket that opens at i is closed, plus one."""
    depth = 0
    while i < len(text):
        kind, end = unit(text, i)
        if kind == "other":
            depth += (text[i] == opening) - (text[i] == closing)
            if depth == 0:
                return end
        i = end
    raise ValueError("a bracket is not closed: " + text[:80])


def pieces(text):
    """Splits a scope into (comment, group, head, body): each declaration, and access labels as heads that end in a colon."""
    i, head, comment, group, pending = 0, "", [], [], []
    while i < len(text):
        kind, end = unit(text, i)
        token = text[i:end]
        if kind == "doc":
            pending.append(token[3:].removeprefix(" "))
        elif kind in ("comment", "pre"):
            # A macro, and a comment for readers of the source, belong to no declaration.
            if kind == "pre":
                pending = []
        elif token == "\n" and not head.strip():
            if re.match(r"[ \t]*\n", text[end:]):  # an empty line ends a group
                group, pending = [], []
        elif token.isspace() and not head.strip():
            pass
        else:
            if not head.strip():
                comment, pending = pending, []
                group = comment or group
            if token == "(" or token == "[":
                end = balanced(text, i, token, ")" if token == "(" else "]")
                head += text[i:end]
            elif token == "{":
                end = balanced(text, i, "{", "}")
                body = text[i + 1:end - 1]
                rest = re.match(r"\s*;", text[end:])
                if re.search(r"(=|&&|\|\||!|\brequires)\s*requires\s*(\([^{}]*\))?\s*$|\brequires\s*$", head):
                    head += "{" + body + "}"  # a requires-expression
                elif is_function(head) and re.match(r"\s*[,{]", text[end:]) and re.search(r"\)[^()]*:[^:]", without_strings(head)):
                    head += "{}"  # a member in a constructor's list
                else:
                    yield comment, group, head.strip(), body, True
                    head, comment = "", []
                    end += rest.end() if rest else 0
            elif token == ";":
                yield comment, group, head.strip(), "", False
                head, comment = "", []
            elif token == ":" and re.fullmatch(r"\s*(public|private|protected)", head):
                yield [], [], head.strip() + ":", "", False
                head = ""
            elif kind == "other" and token == "\n" and re.fullmatch(r"\s*[A-Z][A-Z_]+(\(.*\))?", head, re.S):
                head = ""  # the use of a macro
            else:
                head += token
        i = end


def without_strings(head):
    return re.sub(r'"(?:\\.|[^"\\])*"', '""', head)


def without_template(head):
    """The head without its template parameters, attributes and leading constraints."""
    head = re.sub(r"\[\[.*?\]\]", "", head, flags=re.S).strip()
    while head.startswith("template"):
        i, depth = head.index("<"), 0
        while True:
            if head[i] in "(\"":
                i = balanced(head, i, "(", ")") if head[i] == "(" else unit(head, i)[1]
                continue
            depth += (head[i] == "<") - (head[i] == ">" and head[i - 1] != "-")
            i += 1
            if depth == 0:
                break
        head = head[i:].strip()
        if condition := re.match(r"requires\s*(?=\()", head):
            head = head[balanced(head, condition.end(), "(", ")"):].strip()
    return head


def is_function(head):
    return name_of_function(without_template(head)) is not None


def name_of_function(head):
    literal = re.search(r'operator\s*""\s*(\w+)\s*\(', head)
    if literal:
        return f'operator""{literal.group(1)}'
    operator = re.search(r"operator\s*(\(\)|\[\]|[^\s\w(]+|\w+)\s*\(", head)
    if operator:
        return "operator" + operator.group(1)
    depth = 0
    for found in re.finditer(r"[<>]|(~?\w+)\s*\(", head):
        if found.group() == "<":
            depth += 1
        elif found.group() == ">":
            depth -= head[found.start() - 1] != "-"
        elif depth <= 0 and found.group(1) not in NOT_A_NAME:
            return found.group(1)
    return None


def classify(head, has_body):
    """The kind and the name of a declaration, and whether it is a specialisation; None for what is of no interest."""
    plain = without_template(head)
    if re.match(r"(static_assert|friend|extern|asm)\b", plain) or plain in ("", "}"):
        return None
    alias = re.match(r"namespace (\w+)\s*=\s*([\w:]+)", plain)
    if alias:
        return "namespace alias", alias.group(1), False
    if re.match(r"(inline )?namespace\b", plain):
        return "namespace", re.sub(r"^(inline )?namespace\s*", "", plain), False
    if using := re.match(r"using ([\w:]+::)(operator\s*\"\"\s*\w+|\w+|operator\S+)$", plain):
        return "using", using.group(2).replace(" ", ""), False
    if alias := re.match(r"using (\w+)\s*=", plain):
        return "alias", alias.group(1), False
    if re.match(r"using\b", plain):
        return None
    plain = re.sub(r"^requires\s*(\([^{}]*?\)\s*)(?=struct|class|enum)", "", plain, flags=re.S)
    plain = re.sub(r"^requires\b.*?(?=\b(?:struct|class)\b)", "", plain, flags=re.S)
    if concept := re.match(r"concept (\w+)", plain):
        return "concept", concept.group(1), False
    if kind := re.match(r"(struct|class|union|enum class|enum)\s+((?:\w+::)*\w+)\s*(<?)", plain):
        if not (has_body or re.fullmatch(r"(struct|class|union|enum class|enum)\s+[\w:<>, ]+", plain)) and not kind.group(3):
            return None
        return "enum" if kind.group(1).startswith("enum") else "class", kind.group(2), bool(kind.group(3))
    before = re.split(r"(?<![=!<>])=(?!=)", without_strings(plain))[0]
    function = name_of_function(plain)
    if function and re.search(r"::\s*" + re.escape(function) + r"\s*\(", plain.split(")")[0] + ")"):
        return None  # a member, defined outside of its class
    if function and (function.startswith("operator") or name_of_function(before)):
        return "function", function, False
    variable = re.search(r"(\w+)\s*(<[^=]*>)?\s*(\[[^\]]*\])*\s*$", before)
    return ("variable", variable.group(1), bool(variable.group(2))) if variable else None


def only_rejects(body):
    """Whether a function is there for what it says of a mistake, and is no way to use anything."""
    return re.match(r"\s*(\(void\)accept<no_|return reject<|static_assert\(sizeof\(X\) == 0,)", body) is not None


def declarations(text, scope=""):
    for comment, group, head, body, has_body in pieces(text):
        if head.endswith(":") and not has_body or only_rejects(body):
            continue
        what = classify(head, has_body)
        if what is None:
            continue
        kind, name, specialised = what
        if kind == "namespace" and has_body:
            inner = "::".join(p for p in (scope, name) if p)
            yield from declarations(body, inner)
        else:
            yield Declaration(scope, kind, name, head, body if has_body else "", comment, group, specialised=specialised)


def members(body, is_struct):
    """The public members of a class."""
    public = is_struct
    for comment, group, head, inner, has_body in pieces(body):
        if head in ("public:", "private:", "protected:"):
            public = head == "public:"
        elif public and not only_rejects(inner) and (what := classify(head, has_body)):
            yield Declaration("", what[0], what[1], head, inner if has_body else "", comment, group, specialised=what[2])


def read(root, name):
    text = (root / name).read_text()
    result = list(declarations(text))
    for d in result:
        d.header = name
    return result
