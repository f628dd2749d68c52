/** Converts schema issues of a cluster file to `Problem`s with paths. Pure. */
import type * as v from 'valibot';
import { clusterFileSchema } from '../model/clusterFileSchema.ts';
import { expectations } from '../model/expectations.ts';
import type { Problem } from '../model/fileFailure.ts';
import { machineNameFault, objectNameFault } from '../model/names.ts';
import { keyText, type FilePath } from './filePlaces.ts';
import { nearest } from './nearest.ts';

/** The parts of a valibot schema that are read here; wrappers (`optional`) and pipes contain their schema. */
interface SchemaShape {
  readonly type: string;
  readonly wrapped?: SchemaShape;
  readonly entries?: Readonly<Record<string, SchemaShape>>;
  readonly item?: SchemaShape;
}

function unwrapped(schema: SchemaShape | undefined): SchemaShape | undefined {
  return schema?.wrapped ? unwrapped(schema.wrapped) : schema;
}

/** Paths of lists in place of maps: valibot accepts lists as objects. */
export function listsForMaps(schema: SchemaShape | undefined, value: unknown, path: FilePath): readonly FilePath[] {
  const shape = unwrapped(schema);
  if (!shape || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) {
    if (shape.type === 'strict_object' || shape.type === 'record') return [path];
    return shape.item ? value.flatMap((each, index) => listsForMaps(shape.item, each, [...path, index])) : [];
  }
  return Object.entries(shape.entries ?? {}).flatMap(([key, entry]) =>
    Object.hasOwn(value, key) ? listsForMaps(entry, (value as Record<string, unknown>)[key], [...path, key]) : [],
  );
}

/** The keys allowed at a path. */
function keysAt(path: FilePath): readonly string[] {
  let shape = unwrapped(clusterFileSchema);
  for (const step of path) shape = unwrapped(typeof step === 'number' ? shape?.item : shape?.entries?.[step]);
  return Object.keys(shape?.entries ?? {});
}

type Issue = v.InferIssue<typeof clusterFileSchema>;

/** An issue's problem and position. */
export function problemOf(issue: Issue): {
  readonly path: FilePath;
  readonly part: 'key' | 'value';
  readonly problem: Problem;
} {
  const steps = issue.path ?? [];
  const path = steps.map(({ key }) => (typeof key === 'number' ? key : String(key)));
  const part = steps.at(-1)?.origin === 'key' ? 'key' : 'value';
  const key = keyText(path);
  const at = (problem: Problem) => ({ path, part, problem }) as const;
  if (issue.kind === 'validation') {
    const value = typeof issue.input === 'string' ? issue.input : JSON.stringify(issue.input);
    const fault =
      issue.message === expectations.machineName
        ? machineNameFault(value)
        : issue.message === expectations.objectName
          ? objectNameFault(value)
          : undefined;
    return at(
      fault ? { kind: 'badName', name: value, why: fault } : { kind: 'badValue', key, value, expected: issue.message },
    );
  }
  if (part === 'key') {
    const name = String(path.at(-1));
    if (issue.expected !== 'never') return at({ kind: 'missingKey', key });
    // Do not suggest existing keys: a duplicate would be an error too.
    const there = new Set(Object.keys(steps.at(-1)?.input ?? {}));
    const free = keysAt(path.slice(0, -1)).filter((each) => !there.has(each));
    return at({ kind: 'unknownKey', key, near: nearest(name, free) });
  }
  if (issue.type === 'picklist' && typeof issue.input === 'string')
    return at({ kind: 'badValue', key, value: issue.input, expected: typeWords(issue.expected) });
  return at({ kind: 'wrongType', key, expected: typeWords(issue.expected), received: typeWord(issue.input) });
}

/** Translates valibot types such as `(string | number)` for `Problem`. */
function typeWords(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    string: 'text',
    number: 'number',
    boolean: 'yes or no',
    Array: 'list',
    Object: 'map',
  };
  return expected
    .replace(/^\(|\)$/g, '')
    .split(' | ')
    .map((word) => words[word] ?? word.replace(/^"|"$/g, ''))
    .join(' | ');
}

function typeWord(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return 'map';
  return typeof value === 'string' ? 'text' : typeof value === 'boolean' ? 'yes or no' : 'number';
}
