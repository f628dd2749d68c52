// Good inputs: what real tools said (test/records), and what the project itself has.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Sample } from './target.ts';

const tests = path.resolve(import.meta.dirname, '..');

/** Records by their paths below test/records. */
export function records(...names: readonly string[]): readonly Sample[] {
  return names.map((name) => ({ name, bytes: readFileSync(path.join(tests, 'records', name)) }));
}

export function recordJson(name: string): unknown {
  return JSON.parse(readFileSync(path.join(tests, 'records', name), 'utf8'));
}

export const made = (name: string, text: string): Sample => ({ name, bytes: Buffer.from(text) });
export const madeJson = (name: string, value: unknown): Sample => made(name, JSON.stringify(value));

/** The fenced YAML of the README. */
export function readmeYaml(): readonly Sample[] {
  const readme = readFileSync(path.join(tests, '../README.md'), 'utf8');
  return [...readme.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = ''], index) => made(`README ${index + 1}`, text));
}
