import { createRequire } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';

/** Where the types of each kind are, and what checks a document beyond them. */
const PACKAGES: Readonly<Record<string, string>> = {
  'monitoring.coreos.com/v1': '@kubernetes-models/prometheus-operator',
};

export interface KubernetesDocument {
  readonly apiVersion: string;
  readonly kind: string;
}

type Model = new (data: object) => { validate(): void };

// Jest does not link the packages' ESM form.
const requireModels = createRequire(import.meta.url);

function moduleOf({ apiVersion, kind }: KubernetesDocument): string {
  return `${PACKAGES[apiVersion] ?? 'kubernetes-models'}/${apiVersion}/${kind}`;
}

/**
 * What the schemas of Kubernetes and of the Prometheus Operator have against the documents, by two ways: their validators know
 * patterns and ranges but accept unknown fields, and TypeScript finds those.
 */
export function schemaFaults(documents: readonly KubernetesDocument[]): string[] {
  return [...rejected(documents), ...mistyped(documents)];
}

function rejected(documents: readonly KubernetesDocument[]): string[] {
  return documents.flatMap((document) => {
    const Model = (requireModels(moduleOf(document)) as Record<string, Model | undefined>)[document.kind];
    if (Model === undefined) return [`${document.kind} is not known.`];
    try {
      new Model(document).validate();
      return [];
    } catch (error) {
      return [`${document.kind}: ${(error as Error).message}`];
    }
  });
}

/** Compiles each document as an object literal of its kind's type. */
function mistyped(documents: readonly KubernetesDocument[]): string[] {
  const name = join(process.cwd(), 'test', 'support', 'documents.virtual.ts');
  const text = documents
    .map(
      (document, index) =>
        `import type { I${document.kind} as T${index} } from '${moduleOf(document)}';\n` +
        `export const document${index}: T${index} = ${JSON.stringify(document)};`,
    )
    .join('\n');
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    skipLibCheck: true,
    types: [],
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (file, version) =>
    file === name ? ts.createSourceFile(file, text, ts.ScriptTarget.ES2022) : read(file, version);
  const isThere = host.fileExists.bind(host);
  host.fileExists = (file) => file === name || isThere(file);
  return ts
    .getPreEmitDiagnostics(ts.createProgram([name], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
