// A misspelt driver or driver option is marked at its place with what was probably meant, as far as docker-machine is known to say so.
import { expect, test } from 'vitest';
import { english } from '../../../src/base/text.ts';
import { err, ok } from '../../../src/base/result.ts';
import { readClusterFile } from '../../../src/cluster/clusterFile.ts';
import type { KnownDrivers } from '../../../src/model/driver.ts';
import { fixesIn } from '../../../src/ui/editor/fixes.ts';
import { explainProblem } from '../../../src/ui/explain/explainProblem.ts';
import { DriverKnowledge } from '../../../src/ui/editor/driverKnowledge.ts';
import { readWithDrivers } from '../../../src/ui/editor/readWithDrivers.ts';

const known: KnownDrivers = {
  names: ['virtualbox', 'generic', 'hetzner'],
  options: new Map([
    ['virtualbox', ['virtualbox-memory', 'virtualbox-cpu-count', 'engine-install-url']],
    ['virtualbocks', undefined],
    ['zzzzzz', undefined],
  ]),
};

const marked = async (text: string, drivers: KnownDrivers | undefined = known): Promise<string[]> =>
  (await readClusterFile(text, drivers)).problems.map(
    ({ severity, start, end, problem }) => `${severity} ${text.slice(start, end)}: ${explainProblem(problem, english)}`,
  );

test('a driver', async () => {
  const said = 'docker-machine has no driver "virtualbocks". Did you mean "virtualbox"?';
  expect(await marked('name: demo\ndriver: { name: virtualbocks }\n')).toEqual([`warning virtualbocks: ${said}`]);
  expect(await marked('name: demo\nnodes: [{ name: a, driver: { name: virtualbocks, options: { x: 1 } } }]\n')).toEqual(
    [`warning virtualbocks: ${said}`],
  );
  expect(await marked('name: demo\ndriver: { name: zzzzzz }\n')).toEqual([
    'warning zzzzzz: docker-machine has no driver "zzzzzz".',
  ]);
});

test('an option, by the driver that it is for', async () => {
  const text =
    'name: demo\nnodes:\n  - name: a\n    driver: { options: { virtualbox-memry: 1024, virtualbox-memory: 1 } }\n';
  expect(await marked(text)).toEqual([
    'warning virtualbox-memry: The driver virtualbox has no option "virtualbox-memry".',
  ]);
  expect(await marked('name: demo\ndriver: { options: { virtualbox-memry: 1024 } }\n')).toEqual([
    'warning virtualbox-memry: The driver virtualbox has no option "virtualbox-memry". Did you mean "virtualbox-memory"?',
  ]);
});

test.each([
  ['a key that there is not', 'nodez: []'],
  ['a value of the wrong type', 'managers: 3'],
  ['a list for a map', 'engine: [a]'],
])('both, beside %s: no mark waits until another error is fixed', async (_, mistake) => {
  const text = `name: demo
${mistake}
driver: { options: { virtualbox-memry: 1024 } }
nodes: [{ name: a, driver: { name: virtualbocks } }]
`;
  const said = await marked(text);
  expect(said.filter((each) => each.startsWith('error'))).toHaveLength(1);
  expect(said.filter((each) => each.startsWith('warning'))).toEqual([
    'warning virtualbox-memry: The driver virtualbox has no option "virtualbox-memry". Did you mean "virtualbox-memory"?',
    'warning virtualbocks: docker-machine has no driver "virtualbocks". Did you mean "virtualbox"?',
  ]);
});

test.each([
  'driver: { name: 7, options: { x: 1 } }',
  'driver: virtualbocks\nnodes: [{ name: a, driver: { options: { x: 1 } } }]',
])('no option is measured by a driver that the file does not name: %s', async (driver) => {
  expect((await marked(`name: demo\n${driver}\n`)).filter((each) => each.startsWith('warning'))).toEqual([]);
});

test('nothing where docker-machine was not asked', async () => {
  expect(await marked('name: demo\ndriver: { name: unasked, options: { x: 1 } }\n')).toEqual([]);
});

test('the spec is there all the same: a plug-in may bring the driver later', async () => {
  expect((await readClusterFile('name: demo\ndriver: { name: virtualbocks }\n', known)).spec?.name).toBe('demo');
});

test('the quick fix puts what was meant in its place', async () => {
  const text = 'name: demo\ndriver: { name: virtualbocks }\n';
  const [fix] = fixesIn(
    (await readClusterFile(text, known)).problems,
    text.indexOf('bocks'),
    text.indexOf('bocks'),
    english,
  );
  expect(fix).toMatchObject({ title: 'Change to "virtualbox"', text: 'virtualbox' });
});

/** A docker-machine that knows virtualbox only; counts what it is asked. */
function fakeTool() {
  const asked: string[] = [];
  const option = { name: 'virtualbox-memory', takes: 'value', default: '', usage: '', variable: undefined } as const;
  return {
    asked,
    drivers: () => (asked.push('drivers'), Promise.resolve({ names: ['virtualbox'], failure: undefined })),
    driverOptions: (driver: string) => {
      asked.push(driver);
      if (driver === 'broken') return Promise.resolve(err({ kind: 'toolMissing', path: 'docker-machine' } as const));
      return Promise.resolve(
        driver === 'virtualbox' ? ok([option]) : err({ kind: 'driverUnknown', driver, said: 'no' } as const),
      );
    },
  };
}

test('each driver is asked about once, and the drivers only where one is unknown', async () => {
  const tool = fakeTool();
  const knowledge = new DriverKnowledge(tool, () => true);
  const runs = { readSpec: (text: string, _: string, drivers?: KnownDrivers) => readClusterFile(text, drivers) };
  const read = async (text: string) =>
    (await readWithDrivers(runs, knowledge, text, '/f')).problems.map(({ problem }) => problem.kind);
  expect(await read('name: demo\n')).toEqual([]);
  expect(tool.asked).toEqual(['virtualbox']);
  for (let time = 0; time < 3; time += 1)
    expect(await read('name: demo\ndriver: { name: virtualbocks }\n')).toEqual(['unknownDriver']);
  expect(await read('name: demo\nnodez: []\ndriver: { name: virtualbocks }\n')).toEqual([
    'unknownKey',
    'unknownDriver',
  ]);
  expect(tool.asked.filter((each) => each === 'virtualbocks')).toEqual(['virtualbocks']);
  expect(await read('name: demo\ndriver: { name: broken }\n')).toEqual([]);
});

test('nothing is asked in a workspace that is not trusted: docker-machine would run a program of the name in the file', async () => {
  const tool = fakeTool();
  expect(await new DriverKnowledge(tool, () => false).of(['virtualbocks'])).toBeUndefined();
  expect(tool.asked).toEqual([]);
});
