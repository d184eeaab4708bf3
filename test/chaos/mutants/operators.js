/**
 * Operators that change one marked piece of code. They work on the syntax tree and name no variable of the code, so they
 * go on to work when the code is renamed. Each takes the marked node and returns the node to replace and its new text. A
 * text may capture parts of the node that it replaces: `$self`, the `$left` and the `$right` of an operation, and `$0`, `$1`…,
 * the arguments of the innermost first call in it.
 */
import ts from 'typescript';

/** @typedef {import('./operators.js').Operator} Operator */

/** Removes the statement. @returns {Operator} */
export const removed = () => (node) => ({ node, text: ';' });

/** Replaces the statement by a `throw`. @returns {Operator} */
export const thrown = () => (node) => ({ node, text: `throw new Error('mutant');` });

/** Does not wait for what is awaited first. @returns {Operator} */
export const unawaited = () => (marked) => {
  const node = first(marked, ts.isAwaitExpression, 'await');
  return { node, text: `void ${node.expression.getText()}` };
};

/** Replaces the condition of the first `if`, `while` or `?:`. @returns {Operator} */
export const condition = (value) => (marked) => ({
  node: conditionOf(first(marked, (node) => conditionOf(node) !== undefined, 'condition')),
  // Not a plain literal, since the compiler does not check code that can never run.
  text: `(${value} as boolean)`,
});

/** Replaces what the first variable, property or field is initialised with. @returns {Operator} */
export const initialiser = (text) => (marked) => {
  const { initializer } = first(marked, (node) => node.initializer !== undefined, 'initialiser');
  return { node: initializer, text: filled(text, initializer) };
};

/** Replaces what is assigned first. @returns {Operator} */
export const assigned = (text) => (marked) => ({
  node: first(marked, isBinary('='), 'assignment').right,
  text,
});

/** Replaces what is returned. @returns {Operator} */
export const returned = (text) => (marked) => {
  const { expression } = first(marked, ts.isReturnStatement, 'return');
  return { node: expression, text: filled(text, expression) };
};

/** Replaces an argument of the first call. @returns {Operator} */
export const argument = (index, text) => (marked) => {
  const call = first(marked, isCall, 'call');
  return { node: call.arguments[index], text: filled(text, call.arguments[index]) };
};

/** Replaces the value of a property of the first object literal; a number stands for the value of that property. @returns {Operator} */
export const property = (index, value) => (marked) => {
  const { properties } = first(marked, ts.isObjectLiteralExpression, 'object');
  const text = typeof value === 'number' ? properties[value].initializer.getText() : value;
  return { node: properties[index], text: `${properties[index].name.getText()}: ${text}` };
};

/** Leaves an element out of the first list. @returns {Operator} */
export const withoutElement = (index) => (marked) => {
  const list = first(marked, ts.isArrayLiteralExpression, 'list');
  return { node: list, text: `[${textsWithout(list.elements, index).join(', ')}]` };
};

/** Leaves an operand out of the first chain of `&&`, `||` or `+`; -1: the last one. @returns {Operator} */
export const withoutOperand = (index) => (marked) => {
  const chain = first(marked, isChain, 'chain of operands');
  const operator = chain.operatorToken.getText();
  return { node: chain, text: textsWithout(operandsOf(chain, operator), index).join(` ${operator} `) };
};

/** Leaves only one operand of the first chain of `&&`, `||` or `+`. @returns {Operator} */
export const onlyOperand =
  (index, text = '$self') =>
  (marked) => {
    const chain = first(marked, isChain, 'chain of operands');
    const operand = operandsOf(chain, chain.operatorToken.getText())[index];
    return { node: chain, text: filled(text, operand) };
  };

/** Leaves a part out of the first template literal. @returns {Operator} */
export const withoutPart = (index) => (marked) => {
  const template = first(marked, ts.isTemplateExpression, 'template literal');
  const parts = template.templateSpans.map((span, at) =>
    at === index ? '' : `\${${span.expression.getText()}}`,
  );
  const texts = [template.head, ...template.templateSpans.map(({ literal }) => literal)].map(
    ({ rawText }) => rawText,
  );
  return { node: template, text: `\`${texts[0]}${parts.map((part, at) => part + texts[at + 1]).join('')}\`` };
};

/** Rewrites the first node of a kind: an operator such as `===`, or the name of a `SyntaxKind`. @returns {Operator} */
export const rewritten = (kind, text) => (marked) => {
  const node = first(marked, isKind(kind), kind);
  return { node, text: filled(text, node) };
};

/** Inserts a statement before the marked one. @returns {Operator} */
export const preceded = (text) => (node) => ({ node, text: `${filled(text, node)} ${node.getText()}` });

/** In a Lua script: replaces the condition of the `if` on the marked line. @returns {import('./operators.js').LineOperator} */
export const luaCondition = (value) => (line) => line.replace(/\bif .* then$/, `if ${value} then`);

/** In a Lua script: leaves out the last operand of the concatenation on the marked line. @returns {import('./operators.js').LineOperator} */
export const luaWithoutLast = () => (line) => line.replace(/ \.\. (?!.* \.\. ).*$/, '');

/** In SQL: makes the `WHERE` on the marked line find nothing. @returns {import('./operators.js').LineOperator} */
export const sqlNothing = () => (line) => line.replace(/\bWHERE\b/, 'WHERE false AND');

const isCall = (node) => ts.isCallExpression(node) || ts.isNewExpression(node);
const isBinary = (operator) => (node) =>
  ts.isBinaryExpression(node) && node.operatorToken.getText() === operator;
const isChain = (node) => ['&&', '||', '+'].some((operator) => isBinary(operator)(node));
const isKind = (kind) => (/^\w+$/.test(kind) ? (node) => node.kind === ts.SyntaxKind[kind] : isBinary(kind));

function conditionOf(node) {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node)) return node.expression;
  return ts.isConditionalExpression(node) ? node.condition : undefined;
}

function operandsOf(node, operator) {
  if (!isBinary(operator)(node)) return [node];
  return [...operandsOf(node.left, operator), node.right];
}

function textsWithout(nodes, index) {
  return nodes.map((node) => node.getText()).toSpliced(index, 1);
}

/** The first node in the marked one, itself included, in the order of the source. */
function first(marked, isWanted, name) {
  const found = findFirst(marked, isWanted);
  if (found === undefined) throw new Error(`There is no ${name} in: ${marked.getText()}`);
  return found;
}

function findFirst(node, isWanted) {
  return isWanted(node) ? node : ts.forEachChild(node, (child) => findFirst(child, isWanted));
}

/** The text with what it captures from the node. */
function filled(text, node) {
  return text.replaceAll(/\$(self|left|right|\d)/g, (_, name) => {
    const captured = name === 'self' ? node : (node[name] ?? innermostCall(node)?.arguments[name]);
    if (captured === undefined) throw new Error(`There is no $${name} in: ${node.getText()}`);
    return captured.getText();
  });
}

function innermostCall(node) {
  const call = findFirst(node, isCall);
  return call && (innermostCall(call.expression) ?? call);
}
