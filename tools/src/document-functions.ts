/**
 * Functions under Python's calling convention are declared as `(...args: [...] | [...]) => Result`, and editors show no documentation of
 * the labels in tuples. Here each of these becomes a call signature of its own, with the `@param` lines of the function.
 */
import ts from 'typescript';

interface Form {
  readonly names: readonly string[];
  readonly text: string;
}

const membersOf = (tuple: ts.TupleTypeNode): ts.NamedTupleMember[] =>
  tuple.elements.filter((each) => ts.isNamedTupleMember(each));

/** The members of a union of tuples with labels; none of any other type. */
function tuplesOf(type: ts.TypeNode): ts.TupleTypeNode[] {
  const all = ts.isUnionTypeNode(type) ? [...type.types] : [type];
  const tuples = all.filter(ts.isTupleTypeNode);
  return tuples.length === all.length && tuples.every(({ elements }) => elements.every(ts.isNamedTupleMember))
    ? tuples
    : [];
}

const formOf = (members: readonly { name: string; optional: boolean; type: string }[]): Form => ({
  names: members.map(({ name }) => name),
  text: members.map(({ name, optional, type }) => `${name}${optional ? '?' : ''}: ${type}`).join(', '),
});

const partsOf = (tuple: ts.TupleTypeNode) =>
  membersOf(tuple).map((member) => ({
    name: member.name.text,
    optional: member.questionToken !== undefined,
    type: member.type.getText(),
  }));

const isKeywords = (tuple: ts.TupleTypeNode): boolean => {
  const members = membersOf(tuple);
  return members.length === 1 && members[0]!.name.text === 'keywords';
};

/** The first position, then keywords. */
const isShort = (tuple: ts.TupleTypeNode): boolean => {
  const [, second, ...others] = membersOf(tuple);
  return second?.name.text === 'keywords' && !second.questionToken && others.length === 0;
};

/** All positions; the keywords that may stand in place of the second one may be the last argument. */
const orKeywords = (tuple: ts.TupleTypeNode) =>
  partsOf(tuple).map((part, i) => ({ ...part, optional: part.optional || i > 1 }));

/** The argument lists; all positions come last, since TypeScript infers from the last signature. */
function formsOf(type: ts.TypeNode): Form[] {
  // One function with the signatures of two (packages/core/src/random/index.ts).
  if (ts.isTypeReferenceNode(type) && type.typeName.getText() === 'Either') {
    const lists = (type.typeArguments ?? []).map(tuplesOf);
    const keywords = lists.flatMap((list) => list.filter(isKeywords).map((tuple) => partsOf(tuple)[0]!.type));
    const positions = lists.map((list) =>
      formOf(list.some(isShort) ? orKeywords(list.at(-1)!) : partsOf(list.at(-1)!)),
    );
    return [formOf([{ name: 'keywords', optional: false, type: keywords.join(' | ') }]), ...positions];
  }
  return tuplesOf(type).map((tuple) => formOf(partsOf(tuple)));
}

/** The text of `@param` tags by name, and the rest of a comment. */
function documentationOf(lines: readonly string[]) {
  const parameters = new Map<string, string>();
  const rest: string[] = [];
  let current: string | null = null;
  for (const line of lines) {
    const [, name, text] = /^@param (\w+) (.*)$/.exec(line) ?? [];
    if (name) parameters.set(name, text!);
    else if (current !== null && !line.startsWith('@')) parameters.set(current, `${parameters.get(current)} ${line}`);
    else rest.push(line);
    current = name ?? (line.startsWith('@') ? null : current);
  }
  return { parameters, rest };
}

/** What stands in place of the type of a function, if it is such a one. */
export function documentedFunction(
  node: ts.VariableDeclaration,
  comment: readonly string[],
  framed: (lines: readonly string[], indent: string) => string,
): { start: number; end: number; text: string } | null {
  const { type } = node;
  const rest = type && ts.isFunctionTypeNode(type) && type.parameters.length === 1 ? type.parameters[0]! : null;
  if (!rest?.dotDotDotToken || !rest.type) return null;
  const forms = formsOf(rest.type);
  const { parameters, rest: others } = documentationOf(comment);
  if (forms.length === 0 || parameters.size === 0) return null;
  parameters.set('keywords', 'parameters by name');
  const tagged = others.findIndex((line) => line.startsWith('@'));
  const [text, tags] = tagged < 0 ? [others, []] : [others.slice(0, tagged), others.slice(tagged)];
  const signatures = forms.map((form) => {
    const lines = form.names.flatMap((name) =>
      parameters.has(name) ? [`@param ${name} ${parameters.get(name)}`] : [],
    );
    const result = (type as ts.FunctionTypeNode).type.getText();
    return `${framed([...text, ...lines, ...tags], '    ')}\n    (${form.text}): ${result};`;
  });
  return { start: type!.getStart(), end: type!.end, text: `{\n${signatures.join('\n')}\n}` };
}
