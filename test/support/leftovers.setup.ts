import { afterAll } from '@jest/globals';
import { closeLeftovers } from './leftovers.js';

afterAll(closeLeftovers);
