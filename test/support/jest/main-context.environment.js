import { createRequire } from 'node:module';

// Loaded with require: Node detects no named exports in that file.
const { TestEnvironment } = createRequire(import.meta.url)('jest-environment-node');
const { ModernFakeTimers } = createRequire(import.meta.url)('@jest/fake-timers');
const { ModuleMocker } = createRequire(import.meta.url)('jest-mock');

/**
 * Runs suites in the context of their worker process, so that they share classes such as `Error` with packages that the worker has
 * loaded already (`native-packages.runtime.js`). What a suite changes of the process is put back after it.
 */
export default class MainContextEnvironment extends TestEnvironment {
  before = {
    env: { ...process.env },
    exit: Object.getOwnPropertyDescriptor(process, 'exit'),
    globals: Object.getOwnPropertyDescriptors(globalThis),
  };

  constructor(config, context) {
    super(config, context);
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config: config.projectConfig, global: globalThis });
  }

  async teardown() {
    await super.teardown();
    Object.defineProperty(process, 'exit', this.before.exit);
    for (const name of Object.keys(process.env)) if (!(name in this.before.env)) delete process.env[name];
    Object.assign(process.env, this.before.env);
    for (const [key, { configurable }] of allOf(Object.getOwnPropertyDescriptors(globalThis))) {
      if (!configurable) continue;
      const before = this.before.globals[key];
      if (before === undefined) delete globalThis[key];
      else Object.defineProperty(globalThis, key, before);
    }
  }
}

function allOf(descriptors) {
  return Reflect.ownKeys(descriptors).map((key) => [key, descriptors[key]]);
}
