// Which machines and containers a command is about, whatever it was given.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { containersOf, machinesOf } from '../../../../src/ui/targets/argument.ts';

const machine = (name: string) => ({ id: `other/machine/${name}`, machine: name });
const inside = (name: string, container: string) => ({ ...machine(name), container });

test('the one that is named; nobody when nothing is', () => {
  expect(machinesOf({ machine: 'a' }, undefined)).toEqual(['a']);
  expect(machinesOf(undefined, undefined)).toEqual([]);
  expect(machinesOf({ cluster: 'demo' }, undefined)).toEqual([]);
  expect(containersOf({ machine: 'a', container: 'c' }, undefined)).toEqual([{ machine: 'a', container: 'c' }]);
  expect(containersOf({ machine: 'a' }, undefined)).toEqual([]);
});

test('all rows that are chosen, of the kind that the command is for, each once', () => {
  const chosen = [machine('a'), machine('b'), inside('z', 'c'), { id: 'x', cluster: 'demo' }, machine('a')];
  expect(machinesOf(machine('a'), chosen)).toEqual(['a', 'b']);
  expect(containersOf(inside('z', 'c'), [...chosen, inside('z', 'c'), inside('b', 'c')])).toEqual([
    { machine: 'z', container: 'c' },
    { machine: 'b', container: 'c' },
  ]);
});

test('the clicked row where none is chosen', () => {
  expect(machinesOf(machine('a'), [])).toEqual(['a']);
  expect(containersOf(inside('a', 'c'), [machine('b')])).toEqual([{ machine: 'a', container: 'c' }]);
});

test('anything gives names only', () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), (argument, selected) => {
      for (const name of machinesOf(argument, selected)) expect(name).toEqual(expect.any(String));
      for (const place of containersOf(argument, selected))
        expect(Object.keys(place)).toEqual(['machine', 'container']);
    }),
  );
});
