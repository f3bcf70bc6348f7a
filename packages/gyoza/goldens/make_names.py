"""The public names of nflows, normflows and FrEIA, for names.json, from the folders that are given in this order.

    python make_names.py /path/to/nflows /path/to/normalizing-flows /path/to/FrEIA
"""
import ast, json, os, sys

found = {}
for library, root in zip(["nflows", "normflows", "FrEIA"], sys.argv[1:]):
    names = set()
    for folder, _, files in os.walk(os.path.join(root, library)):
        for file in files:
            if not file.endswith(".py") or file.endswith("_test.py"):
                continue
            with open(os.path.join(folder, file)) as f:
                body = ast.parse(f.read()).body
            names |= {each.name for each in body if isinstance(each, ast.ClassDef) and not each.name.startswith("_")}
    found[library] = sorted(names)
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "names.json"), "w") as f:
    json.dump(found, f, indent=1)
    f.write("\n")
