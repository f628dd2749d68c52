// A case by its number: which samples it takes, how they are changed, and what comes out. The same number gives the same input.
import { byteChanges, growBytes, lineChanges, type Around, type Change } from './mutateBytes.ts';
import { growJson, jsonChanges } from './mutateJson.ts';
import { growYaml, yamlChanges } from './mutateYaml.ts';
import { Random, seedOf } from './random.ts';
import type { Form, Target } from './target.ts';

export interface Case {
  readonly sample: string;
  /** Names of the changes, in their order. */
  readonly changes: readonly string[];
  readonly input: Buffer;
  /** It was blown up: half of the growth makes half of the input. */
  readonly isGrown: boolean;
}

/** Of so many cases one is blown up. */
const oneGrown = 80;

const changesOf: Readonly<Record<Form, readonly (readonly Change[])[]>> = {
  json: [jsonChanges, jsonChanges, jsonChanges, jsonChanges, jsonChanges, jsonChanges, byteChanges],
  text: [byteChanges, lineChanges],
  yaml: [yamlChanges, yamlChanges, yamlChanges, lineChanges, byteChanges],
  bytes: [byteChanges],
};

const growthOf: Readonly<Record<Form, readonly Change[]>> = {
  json: [growJson, growJson, growJson, growBytes],
  text: [growBytes],
  yaml: [growYaml, growYaml, growBytes],
  bytes: [growBytes],
};

/** Case `index` of a target. With less `growth` than 1 what would be blown up stays smaller, and all else the same. */
export function caseOf(target: Target, seed: number, index: number, growth = 1): Case {
  const random = new Random(seedOf(seed, target.name, index));
  const sample = random.pick(target.samples);
  const longest = target.longest ?? 1024 * 1024;
  const around: Around = { random, growth, longest, others: target.samples.map(({ bytes }) => bytes) };
  const isGrown = random.chance(oneGrown);
  const applied: Change[] = [];
  let input = sample.bytes;
  // One change alone finds most; several find what only meets.
  const times = isGrown ? random.below(2) : random.pick([1, 1, 2, 3, 5, 8]);
  for (let time = 0; time < times; time += 1) {
    const change = random.pick(random.pick(changesOf[target.form]));
    applied.push(change);
    input = change(input, around);
  }
  if (isGrown) {
    const grow = random.pick(growthOf[target.form]);
    applied.push(grow);
    input = grow(input, around);
  }
  return {
    sample: sample.name,
    changes: applied.map(({ name }) => name),
    input: input.length > longest ? input.subarray(0, longest) : input,
    isGrown,
  };
}
