import { shared } from '../../jest.config.js';

/** Suites that take minutes and start servers of their own: `npm run test:update`. */
export default { ...shared, rootDir: '../..', testMatch: ['<rootDir>/test/chaos/*.long.ts'] };
