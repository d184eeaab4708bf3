import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction, SyntheticModule } from 'node:vm';

// Loaded with require: Node detects no named exports in that file.
const { default: Runtime } = createRequire(import.meta.url)('jest-runtime');

/** Jest loads its own packages, and one that keeps the entities of all data sources that it has ever opened. */
const NOT_NATIVE = /^(@jest\/|jest|@nestjs\/typeorm$)/;
const PACKAGE = /^(@[^/]+\/)?[^/.:][^/:]*/;
const { dependencies, devDependencies } = JSON.parse(
  readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
);
const packages = new Set(
  Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !NOT_NATIVE.test(name)),
);

/**
 * Jest's module loader, except that Node loads the packages: once for each worker process and not once for each suite. Nest and what
 * the application uses besides are over 2,000 modules. Suites of a worker share the state of packages.
 *
 * Needs `main-context.environment.js`: a suite's own modules are loaded into the context of the packages.
 */
export default class NativePackagesRuntime extends Runtime {
  linked = new Map();

  constructor(...options) {
    super(...options);
    const { esmLoader, executor } = this;
    // Only the asynchronous way can wait for a package.
    esmLoader.resolution.hasDistinctAsyncResolver = () => true;
    esmLoader.getContext = () => undefined;
    const resolveModule = esmLoader.resolveModule.bind(esmLoader);
    esmLoader.resolveModule = (specifier, ...from) =>
      packages.has(PACKAGE.exec(specifier)?.[0])
        ? this.linkOnce(specifier)
        : resolveModule(specifier, ...from);
    executor.compile = (source, filename) =>
      compileFunction(source, executor.injectedModuleParameters, {
        filename,
        importModuleDynamically: (specifier, _function, attributes) =>
          esmLoader.dynamicImportFromCjs(specifier, filename, undefined, attributes),
      });
  }

  linkOnce(specifier) {
    const linked = this.linked.get(specifier) ?? linkNative(specifier);
    this.linked.set(specifier, linked);
    return linked;
  }
}

/** A module with the exports of one that Node has loaded. */
async function linkNative(specifier) {
  const before = new Set(Reflect.ownKeys(globalThis));
  const exported = Object.entries(await import(specifier));
  // What decorators of class-validator and TypeORM have recorded there must outlive the suite.
  for (const key of Reflect.ownKeys(globalThis))
    if (!before.has(key)) Object.defineProperty(globalThis, key, { configurable: false });
  const module = new SyntheticModule(
    exported.map(([name]) => name),
    () => {
      for (const [name, value] of exported) module.setExport(name, value);
    },
    { identifier: specifier },
  );
  await module.link(() => undefined);
  await module.evaluate();
  return module;
}
