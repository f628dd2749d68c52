// Which suites a command line of the test commands chooses.
import { expect, test } from 'vitest';
import { readChoice } from '../../../scripts/tests/choice.ts';
import { suites } from '../../../scripts/tests/suites.ts';

/** The chosen suites, each with its files, in one line. */
function chosen(line: string): string {
  const choice = readChoice(line.split(' ').filter(Boolean), suites);
  if (typeof choice === 'string') return choice;
  const words = choice.chosen.map(({ suite, files }) => [suite.name, ...files].join(' '));
  return `${choice.part}${choice.install ? ', install' : ''}: ${words.join(', ')}`;
}

test.each([
  ['', 'test: lint, unit, fuzz, contract, smoke'],
  ['--part=ui', 'ui: host, ui'],
  ['--part=lab --install', 'lab, install: lab, hosts, recipe'],
  ['contract unit', 'test: unit, contract'],
  ['--part=ui host', 'ui: host'],
  [
    'test/unit/a.test.ts ./test/contract/b.sim.test.ts',
    'test: unit test/unit/a.test.ts, contract test/contract/b.sim.test.ts',
  ],
  ['unit test/unit/a.test.ts', 'test: unit'],
  ['test/extension/ui/demo.test.ts', 'test: ui test/extension/ui/demo.test.ts'],
  ['--part=ui test/extension/host/activation.test.ts', 'ui: host test/extension/host/activation.test.ts'],
  ['test/extension/host/activation.test.ts', 'test: smoke test/extension/host/activation.test.ts'],
  [
    'test/lab/lab.test.ts test/contract/swarm.lab.test.ts',
    'test: lab test/lab/lab.test.ts, hosts test/contract/swarm.lab.test.ts',
  ],
  ['--instal', 'no option --instal; there is --install'],
  ['--part=all', 'no option --part=all; there is --install'],
  ['units', 'no suite or test file units; suites: lint, unit, fuzz, contract, smoke, host, ui, lab, hosts, recipe'],
])('%s', (line, expected) => {
  expect(chosen(line)).toBe(expected);
});
