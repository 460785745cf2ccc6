// Which small mistakes could stand in a source: an operator that is another, a boundary moved by one, a condition the other
// way round, a constant changed, a statement left out. All of a file's are planted at once, each behind a switch, so that
// tests can try one after the other without loading anything anew: `__mutant('file#7')` is true if that one is to be. Each
// function and each loop tells that it was passed, so that one that runs for ever is noticed.
import ts from 'typescript';

/**
 * @typedef {object} Mutant
 * @property {string} id the file and a number
 * @property {string} file
 * @property {number} line from 1
 * @property {string} what the change, for people
 */

/** What each operator might have been. */
/** @type {Readonly<Record<string, readonly string[]>>} */
const OPERATORS = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '&&': ['||'],
  '||': ['&&'],
  '??': ['&&'],
  '+': ['-'],
  '-': ['+'],
  '*': ['+'],
  '/': ['*'],
  '%': ['*'],
  '&': ['|'],
  '|': ['&'],
  '<<': ['>>>'],
  '>>>': ['<<'],
  '+=': ['-='],
  '-=': ['+='],
};

/**
 * The mutants of a source, and the source with those of them that `wanted` names.
 * @param {string} file its name
 * @param {string} text
 * @param {(id: string) => boolean} [wanted] none unless given
 * @returns {{ mutants: Mutant[], planted: string }}
 */
export function mutate(file, text, wanted = () => false) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  /** @type {Mutant[]} */
  const mutants = [];

  /** @param {ts.Node} node */
  const add = (node, what = '') => {
    const id = `${file}#${mutants.length}`;
    mutants.push({ id, file, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, what });
    return id;
  };

  /**
   * The text of a node with what stands before it, mutants and all.
   * @param {ts.Node} node
   * @returns {string}
   */
  const render = (node) => {
    if (isOnlyType(node)) return text.slice(node.pos, node.end);
    const variants = variantsOf(node).map(({ code, what }) => ({ code, id: add(node, what) }));
    const left = isLeftOut(node) ? add(node, `left out: ${brief(node)}`) : undefined;
    /** @type {ts.Node[]} */
    const children = [];
    node.forEachChild((child) => void children.push(child));
    let whole = '';
    let at = node.pos;
    for (const child of children.sort((a, b) => a.pos - b.pos)) {
      whole += text.slice(at, child.pos) + render(child);
      at = child.end;
    }
    whole += text.slice(at, node.end);
    const lead = text.slice(node.pos, node.getStart());
    let code = whole.slice(lead.length);
    if (isPassed(node)) code = `{ __passed(); ${code.slice(1)}`;
    for (const variant of variants) {
      if (wanted(variant.id)) code = `(__mutant('${variant.id}') ? (${variant.code}) : (${code}))`;
    }
    if (left !== undefined && wanted(left)) code = `{ if (!__mutant('${left}')) { ${code} } }`;
    return lead + code;
  };

  const planted = render(source);
  return { mutants, planted };
}

/**
 * What might stand in a node's place.
 * @param {ts.Node} node
 * @returns {{ code: string, what: string }[]}
 */
function variantsOf(node) {
  const variants = [];
  if (ts.isBinaryExpression(node)) {
    const operator = node.operatorToken.getText();
    for (const other of OPERATORS[operator] ?? []) {
      // A sum of texts has no difference.
      if (operator === '+' && [node.left, node.right].some(ts.isStringLiteralLike)) continue;
      const code = `(${node.left.getText()}) ${other} (${node.right.getText()})`;
      variants.push({
        code:
          other.endsWith('=') && other.length === 2 && '+-'.includes(other[0])
            ? `${node.left.getText()} ${other} (${node.right.getText()})`
            : code,
        what: `${operator} is ${other}: ${brief(node)}`,
      });
    }
  }
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    variants.push({ code: node.operand.getText(), what: `without !: ${brief(node)}` });
  }
  if (ts.isNumericLiteral(node) && !isName(node)) {
    variants.push({ code: `${node.getText()} + 1`, what: `${node.getText()} is one more` });
  }
  if (node.kind === ts.SyntaxKind.TrueKeyword) variants.push({ code: 'false', what: 'true is false' });
  if (node.kind === ts.SyntaxKind.FalseKeyword) variants.push({ code: 'true', what: 'false is true' });
  if (isPlainCondition(node)) variants.push({ code: `!(${node.getText()})`, what: `negated: ${brief(node)}` });
  return variants;
}

/** @param {ts.Node} node */
function isOnlyType(node) {
  return (
    ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node)
  );
}

/** Is a number a property's name? @param {ts.Node} node */
function isName(node) {
  return 'name' in node.parent && node.parent.name === node;
}

/** A condition in which no operator can be another. @param {ts.Node} node */
function isPlainCondition(node) {
  const { parent } = node;
  if (parent === undefined) return false;
  const isCondition =
    ((ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent)) &&
      parent.expression === node) ||
    ((ts.isForStatement(parent) || ts.isConditionalExpression(parent)) && parent.condition === node);
  if (!isCondition || ts.isPrefixUnaryExpression(node)) return false;
  return !(ts.isBinaryExpression(node) && node.operatorToken.getText() in OPERATORS);
}

/** A statement that the program would do without. @param {ts.Node} node */
function isLeftOut(node) {
  if (!ts.isExpressionStatement(node)) return false;
  const { expression } = node;
  return !ts.isStringLiteral(expression) && !expression.getText().startsWith('super(');
}

/** The body of a function or of a loop. @param {ts.Node} node */
function isPassed(node) {
  return ts.isBlock(node) && (ts.isFunctionLike(node.parent) || ts.isIterationStatement(node.parent, false));
}

/** @param {ts.Node} node */
function brief(node) {
  const line = node.getText().replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
