import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import NativePackagesRuntime from './native-packages.runtime.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SOURCES = join(ROOT, 'src') + sep;

/**
 * Jest's module loader, except that Node loads the packages and the application, as `npm run build` has compiled it: once for each
 * worker process and not once for each suite. Suites of a worker share the state of both; see {@link NativePackagesRuntime}.
 */
export default class NativeSourcesRuntime extends NativePackagesRuntime {
  constructor(...options) {
    super(...options);
    const { esmLoader } = this;
    const resolveModule = esmLoader.resolveModule.bind(esmLoader);
    esmLoader.resolveModule = (specifier, from, ...rest) => {
      const built = builtOf(specifier, from);
      return built === undefined ? resolveModule(specifier, from, ...rest) : this.linkOnce(built);
    };
  }
}

/** The address of the compiled module, if the specifier names one of the application. */
function builtOf(specifier, from) {
  if (!specifier.startsWith('.')) return undefined;
  const path = resolve(dirname(from), specifier);
  return path.startsWith(SOURCES)
    ? pathToFileURL(join(ROOT, 'dist', path.slice(SOURCES.length))).href
    : undefined;
}
