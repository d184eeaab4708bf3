import { expect, it } from '@jest/globals';
import { AllowedMethods } from './allowed-methods.js';

it('knows the methods of a path, parameters and all', () => {
  const allowed = new AllowedMethods();
  allowed.add('/barbers/:id', 'PATCH');
  allowed.add('/barbers/:id', ['GET', 'HEAD']);
  allowed.add('/openapi.json', 'GET');
  allowed.add('/docs/*', 'GET');
  expect(allowed.at('/barbers/7')).toEqual(['GET', 'HEAD', 'PATCH']);
  expect(allowed.at('/openapi.json')).toEqual(['GET']);
  expect(allowed.at('/openapi.json/')).toEqual([]);
  expect(allowed.at('/openapi-json')).toEqual([]);
  expect(allowed.at('/barbers/7/schedule')).toEqual([]);
  expect(allowed.at('/docs/whatever')).toEqual([]);
});
