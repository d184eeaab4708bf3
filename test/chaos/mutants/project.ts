import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Renames and type-checks the sources of `src` in memory. */
export class Project {
  private readonly replaced = new Map<string, string>();
  private readonly service: ts.LanguageService;
  private readonly versions = new Map<string, number>();

  constructor(private readonly root: string) {
    const config = join(root, 'tsconfig.json');
    const read = (file: string) => readFileSync(file, 'utf8');
    const { config: json } = ts.readConfigFile(config, read);
    const { options, fileNames } = ts.parseJsonConfigFileContent({ ...json, include: ['src'] }, ts.sys, root);
    this.service = ts.createLanguageService({
      getCompilationSettings: () => ({ ...options, noUnusedLocals: false, noUnusedParameters: false }),
      getScriptFileNames: () => fileNames.filter((name) => !name.endsWith('.spec.ts')),
      getScriptVersion: (name) => this.versionOf(this.replaced.get(name)),
      getScriptSnapshot: (name) => {
        const text = this.replaced.get(name) ?? ts.sys.readFile(name);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => root,
      getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
      fileExists: (name) => ts.sys.fileExists(name),
      readFile: (name) => ts.sys.readFile(name),
      directoryExists: (name) => ts.sys.directoryExists(name),
    });
  }

  /** The text of a file, named from the root. */
  textOf(file: string): string {
    return this.replaced.get(join(this.root, file)) ?? readFileSync(join(this.root, file), 'utf8');
  }

  /** The compiler's errors in these texts when they replace their files, all at once. */
  errorsIn(texts: ReadonlyMap<string, string>): string[] {
    const before = new Map([...texts.keys()].map((file) => [file, this.replaced.get(join(this.root, file))]));
    this.replace(texts);
    const errors = [...texts.keys()].flatMap((file) => this.errorsOf(file));
    for (const [file, text] of before) {
      if (text === undefined) this.replaced.delete(join(this.root, file));
      else this.replaced.set(join(this.root, file), text);
    }
    return errors;
  }

  replace(texts: ReadonlyMap<string, string>): void {
    for (const [file, text] of texts) this.replaced.set(join(this.root, file), text);
  }

  /** A file's text after every local variable, parameter, function and private member in it got another name. */
  renamed(file: string): { text: string; names: number } {
    const program = this.service.getProgram() as ts.Program;
    const source = program.getSourceFile(join(this.root, file)) as ts.SourceFile;
    const names = new Map<ts.Node, string>();
    // A class must not have private members of the same names as its base class in another file.
    const suffix = file.replaceAll(/\W/g, '_');
    for (const node of descendants(source)) if (isLocal(node)) names.set(node, `r${names.size}_${suffix}`);
    const checker = program.getTypeChecker();
    const newName = (symbol: ts.Symbol | undefined) =>
      symbol?.valueDeclaration && names.get(symbol.valueDeclaration);
    let text = source.text;
    for (const node of descendants(source).filter(ts.isIdentifier).toReversed()) {
      text = text.slice(0, node.getStart()) + renamedAt(node, checker, newName) + text.slice(node.getEnd());
    }
    return { text, names: names.size };
  }

  /** The same number for the same text, so that the compiler parses it once. */
  private versionOf(text = ''): string {
    const version = this.versions.get(text) ?? this.versions.size;
    this.versions.set(text, version);
    return String(version);
  }

  private errorsOf(file: string): string[] {
    const name = join(this.root, file);
    return [...this.service.getSyntacticDiagnostics(name), ...this.service.getSemanticDiagnostics(name)].map(
      ({ code, messageText }) => `${file}: TS${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  }
}

function descendants(node: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    found.push(child, ...descendants(child));
  });
  return found;
}

/** What an identifier becomes; a shorthand, `{ name }`, stands for a property and for a variable. */
function renamedAt(
  node: ts.Identifier,
  checker: ts.TypeChecker,
  newName: (symbol: ts.Symbol | undefined) => string | undefined,
): string {
  const { parent, text } = node;
  if (ts.isShorthandPropertyAssignment(parent)) {
    const name = newName(checker.getShorthandAssignmentValueSymbol(parent));
    return name === undefined ? text : `${text}: ${name}`;
  }
  const name = newName(checker.getSymbolAtLocation(node));
  const isShorthand =
    ts.isBindingElement(parent) &&
    parent.name === node &&
    parent.propertyName === undefined &&
    parent.dotDotDotToken === undefined &&
    ts.isObjectBindingPattern(parent.parent);
  if (!isShorthand) return name ?? text;
  const member = newName(checker.getTypeAtLocation(parent.parent).getProperty(text));
  return `${member ?? text}: ${name ?? text}`;
}

/** Whether only this file, or this class, can use the name. */
function isLocal(node: ts.Node): boolean {
  const has = (flags: ts.ModifierFlags, of: ts.Node = node) =>
    (ts.getCombinedModifierFlags(of as ts.Declaration) & flags) !== 0;
  if (ts.isParameter(node)) {
    const isPublic = ts.isParameterPropertyDeclaration(node, node.parent) && !has(ts.ModifierFlags.Private);
    return !isPublic && 'body' in node.parent && node.parent.body !== undefined;
  }
  if (ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node)) return !has(ts.ModifierFlags.Export);
  if (ts.isPropertyDeclaration(node) || ts.isMethodDeclaration(node)) return has(ts.ModifierFlags.Private);
  return ts.isBindingElement(node);
}
