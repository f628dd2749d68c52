/** What breaks and mends is chosen step by step: whatever is offered can be told, shows in what can be mended, and is mended. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { control } from '../../../../src/simulator/serve/control.ts';
import { faultTable } from '../../../../src/simulator/serve/faultTable.ts';
import type { Question } from '../../../../src/simulator/world/choices.ts';
import { WallTime } from '../../../../src/simulator/world/time.ts';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { HandWorld } from '../handWorld.ts';

let hand: HandWorld;

beforeEach(async () => {
  hand = new HandWorld();
  for (const name of ['one', 'two']) await hand.machine(['create', '-d', 'virtualbox', name]);
});
afterEach(() => {
  hand.remove();
});

const tell = (...words: readonly string[]): string => {
  const key = readFileSync(path.join(hand.store, 'certs/ca-key.pem'), 'utf8');
  return control(hand.world, new WallTime(1), words, key);
};
const ask = (...words: readonly string[]): Question | null => JSON.parse(tell('question', ...words)) as Question | null;

/** The first answer to each question. */
function firstWords(...begun: readonly string[]): readonly string[] {
  const next = ask(...begun)?.choices[0];
  return next ? firstWords(...begun, ...next.words) : begun;
}

const withoutNetworks = Object.keys(faultTable).filter(
  (name) => !['restart', 'kill-container', 'kill-store', 'ghost-endpoint', 'quorum-loss', 'cut-raft'].includes(name),
);

test.each(withoutNetworks)('%s is offered, told, in force, and mended', (name) => {
  expect(ask('fault')?.choices.map(({ words }) => words[0])).toContain(name);
  expect(ask('mend')).toEqual({ title: 'Nothing is broken.', choices: [] });
  const words = firstWords('fault', name);
  expect(tell(...words)).toContain(`${faultTable[name]!.shows}.`);
  const [broken, ...more] = ask('mend')!.choices;
  expect(more).toEqual([]);
  expect(broken).toMatchObject({ label: faultTable[name]!.label });
  expect(ask('mend', ...broken!.words)).toBeNull();
  tell('mend', ...broken!.words);
  expect(ask('mend')?.choices).toEqual([]);
});

test('what cannot befall anything is not offered', () => {
  const names = ask('fault')?.choices.map(({ words }) => words[0]);
  for (const name of ['kill-store', 'ghost-endpoint', 'quorum-loss', 'cut-raft']) expect(names).not.toContain(name);
});

test('a fault in the way of another’s mending goes with it', () => {
  tell('fault', 'stop', 'one');
  tell('fault', 'fill-disk', 'one');
  expect(() => tell('mend', 'stop', 'one')).toThrow('no space left on device');
  expect(ask('mend')?.choices[0]).toMatchObject({ label: 'Fix everything', words: ['all'] });
  expect(tell('mend', 'all')).toBe('All faults are fixed.\n');
  expect(ask('mend')?.choices).toEqual([]);
});

test('words that are left out are the first that can be chosen', () => {
  tell('fault', 'freeze', 'one');
  expect(tell('fault', 'freeze')).toContain('two: its ports are open');
  expect(() => tell('fault', 'freeze')).toThrow('there is nothing that freeze could befall now');
  expect(tell('fault', 'create-slow')).toContain('every machine preCreate 30: ');
});

test.each([
  [['create-slow', '*', 'nosuch', '30'], /^no stage nosuch; there are preCreate, creating, .*, checking$/],
  [['create-fails', 'one', 'nosuch'], /^no stage nosuch; there are preCreate, /],
  [['create-slow', '*', 'engine', 'abc'], /^no number of seconds: abc$/],
  [['skew-clock', 'one', 'abc'], /^no number of seconds: abc$/],
])('a fault with nonsense is refused, and changes nothing: %j', (words, says) => {
  tell('fault', 'create-slow', '*', 'engine', '1');
  expect(() => tell('fault', ...words)).toThrow(says);
  expect(ask('mend')?.choices).toHaveLength(1);
  expect(hand.world.state.createFaults).toEqual([
    { machine: '', at: 'Setting Docker configuration', says: undefined, seconds: 1 },
  ]);
});

test('words that are none are refused', () => {
  expect(() => ask('fault', 'nosuch')).toThrow('no fault nosuch; there are freeze');
  expect(() => ask('fault', 'kill-container', 'nosuch')).toThrow('no machine nosuch');
  expect(() => ask('wave')).toThrow('no question about wave');
});
