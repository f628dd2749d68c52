// Where the store is, which secrets the environment names, which files are cluster files, whether anybody looks.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Attention } from '../../../src/ui/attention.ts';
import { isClusterFile } from '../../../src/ui/clusterFileName.ts';
import { textOf } from '../../../src/ui/targets/argument.ts';
import { fillSecrets, secretNames, storagePath } from '../../../src/ui/settingValues.ts';
import { expandHome } from '../../../src/base/hostPath.ts';
import { isToolFound } from '../../../src/ui/toolPresence.ts';

describe('the store’s folder', () => {
  test.each([
    ['/set', '/env', '/set'],
    ['', '/env', '/env'],
    ['', undefined, '/home/u/.docker/machine'],
    ['  ', '  ', '/home/u/.docker/machine'],
    ['~/machines', undefined, '/home/u/machines'],
    ['relative', undefined, '/home/u/relative'],
  ])('setting %j, environment %j', (setting, environment, wanted) => {
    expect(storagePath(setting, environment, '/home/u')).toBe(wanted);
  });

  test('only a leading ~ is the home folder', () => {
    expect(expandHome('~', '/home/u')).toBe('/home/u');
    expect(expandHome('~\\bin\\x', '/home/u')).toBe('/home/u\\bin\\x');
    expect(expandHome('/a/~', '/home/u')).toBe('/a/~');
    expect(expandHome('~other/x', '/home/u')).toBe('~other/x');
  });
});

describe('secrets', () => {
  const environment = { TOKEN: '${secret:do-token}', BOTH: '${secret:a}:${secret:do-token}', PLAIN: 'x$y' };

  test('each is named once', () => {
    expect(secretNames(environment)).toEqual(['do-token', 'a']);
  });

  test('a variable with an unknown secret is left out', () => {
    expect(fillSecrets(environment, new Map([['do-token', 's3$&']]))).toEqual({ TOKEN: 's3$&', PLAIN: 'x$y' });
  });
});

test.each([
  ['/w/overlay-cluster.yaml', true],
  ['/w/overlay-cluster.yml', true],
  ['/w/demo.overlay-cluster.yaml', true],
  ['C:\\w\\demo.overlay-cluster.yml', true],
  ['overlay-cluster.yaml', true],
  ['/w/my-overlay-cluster.yaml', false],
  ['/w/overlay-cluster.yaml/readme', false],
  ['/w/overlay-cluster.json', false],
])('%s is a cluster file: %s', (file, wanted) => {
  expect(isClusterFile(file)).toBe(wanted);
});

describe('attention', () => {
  test('needs something in sight and the focus', () => {
    const attention = new Attention(true);
    const told: string[] = [];
    attention.onDidChange((now) => told.push(now));
    expect(attention.now).toBe('background');
    attention.setSeen('view', true);
    attention.setSeen('page', true);
    attention.setSeen('view', false);
    expect(attention.now).toBe('visible');
    attention.setFocused(false);
    attention.setFocused(true);
    attention.setSeen('page', false);
    expect(told).toEqual(['visible', 'background', 'visible', 'background']);
  });
});

describe('arguments', () => {
  test('what is no text is not there', () => {
    expect(textOf({ cluster: 'demo' }, 'cluster')).toBe('demo');
    for (const odd of [undefined, 7, { cluster: '' }, { cluster: ['demo'] }])
      expect(textOf(odd, 'cluster')).toBeUndefined();
  });
});

test.skipIf(process.platform === 'win32')(
  'docker-machine is found by name and by path, without starting it',
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'docker-overlay-tool-'));
    const tool = path.join(folder, 'docker-machine');
    writeFileSync(tool, '#!/bin/sh\nexit 1\n');
    try {
      expect(await isToolFound(tool, '')).toBe(false);
      chmodSync(tool, 0o755);
      expect(await isToolFound(tool, '')).toBe(true);
      expect(await isToolFound('docker-machine', `/nowhere${path.delimiter}${folder}`)).toBe(true);
      expect(await isToolFound('docker-machine', '/nowhere')).toBe(false);
      // As it is run: a path that is not absolute begins at home.
      expect(await isToolFound(path.relative(homedir(), tool), '/nowhere')).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
