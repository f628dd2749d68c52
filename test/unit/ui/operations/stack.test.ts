// A stack's name, and the variables that set docker to a manager.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dockerEnvironment } from '../../../../src/ui/operations/dockerCommand.ts';
import { isStackName, suggestedStackName } from '../../../../src/ui/operations/stackCommand.ts';

test.each([
  ['/w/Shop App/compose.yaml', 'services: {}\n', 'shop-app'],
  ['/w/x/compose.yaml', 'name: shop\nservices: {}\n', 'shop'],
  ['/w/x/compose.yaml', '# name: no\nname: "my shop" # the real one\n', 'my-shop'],
  ['/w/x/compose.yaml', 'services:\n  name: inner\n', 'x'],
  ['C:\\w\\Läden\\compose.yaml', '', 'l-den'],
  ['/compose.yaml', '', 'stack'],
  ['/w/---/compose.yaml', 'name: ${PROJECT}', 'project'],
])('%s suggests its name', (path, text, name) => {
  expect(suggestedStackName(path, text)).toBe(name);
});

test.each([
  ['blanks', 'name:' + ' '.repeat(1_000_000) + '"'],
  ['blanks and quotes', `name: '${' '.repeat(1_000_000)}`],
  ['lines', 'name:\n'.repeat(150_000)],
  ['dashes', `name: ${'-'.repeat(1_000_000)}x`],
])('a megabyte of %s takes no time', (_, text) => {
  const before = process.threadCpuUsage();
  suggestedStackName('/w/x/compose.yaml', text);
  const { user } = process.threadCpuUsage(before);
  expect(user / 1000).toBeLessThan(500);
});

test('what is suggested is always a name', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (folder, name) => {
      expect(isStackName(suggestedStackName(`/w/${folder}/compose.yaml`, `name: ${name}`))).toBe(true);
    }),
  );
});

test.each(['', '-c', '--help', 'a b', 'a/b', '.x', 'x'.repeat(64)])('"%s" is none', (name) => {
  expect(isStackName(name)).toBe(false);
});

test('docker is set to the manager, with its certificates', () => {
  const manager = {
    machine: 'm1',
    host: 'tcp://10.0.0.1:2376',
    certificates: '/store/machines/m1',
    apiVersion: '1.45',
  };
  expect(dockerEnvironment(manager)).toEqual({
    DOCKER_HOST: 'tcp://10.0.0.1:2376',
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: '/store/machines/m1',
  });
  // Clients of today refuse such an engine unless they are told.
  expect(dockerEnvironment({ ...manager, apiVersion: '1.41' })).toMatchObject({ DOCKER_API_VERSION: '1.41' });
  expect(dockerEnvironment({ ...manager, apiVersion: '' })).not.toHaveProperty('DOCKER_API_VERSION');
});
