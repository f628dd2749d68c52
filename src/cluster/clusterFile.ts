/** Reads a cluster file: text to what is wanted, with every problem at its place. Nothing in a text makes it throw. */
import * as v from 'valibot';
import { visible } from '../base/visible.ts';
import { clusterFileSchema } from '../model/clusterFileSchema.ts';
import type { KnownDrivers } from '../model/driver.ts';
import type { FileProblem, Problem } from '../model/failure.ts';
import { machineNameFault, objectNameFault } from '../model/names.ts';
import { expectations } from '../model/expectations.ts';
import { clusterSpec, type ClusterSpec } from '../model/spec.ts';
import { checkDrivers, checkFile } from './clusterFileChecks.ts';
import { keyText, placesIn, type FilePath, type Places } from './filePlaces.ts';
import { nearest } from './nearest.ts';
import { soundParts } from './soundParts.ts';
import { loadYaml, parseDocument, type Document, type Yaml } from './yaml.ts';

export interface ClusterFileContents {
  /** Undefined when one of the problems is an error. */
  readonly spec: ClusterSpec | undefined;
  /** In the order they stand in the file. */
  readonly problems: readonly FileProblem[];
}

/** Larger is no cluster file: a hundred machines with their options need a quarter of it. */
const mostBytes = 64 * 1024;
/** YAML's parser takes minutes for a few thousand levels; a cluster file has five. */
const deepest = 40;
const mostProblems = 100;

/** Reads and checks a cluster file's text (YAML, so JSON too); drivers and their options only against `drivers`. */
export async function readClusterFile(text: string, drivers?: KnownDrivers): Promise<ClusterFileContents> {
  if (text.length > mostBytes) return refused({ kind: 'tooLarge', bytes: text.length, most: mostBytes }, text);
  if (isTooDeep(text))
    return refused({ kind: 'syntax', said: `nested more than ${String(deepest)} levels deep` }, text);
  const yaml = await loadYaml();
  try {
    const document = parseDocument(text, yaml);
    const problems = syntaxProblems(document, text.length);
    if (problems.some(({ severity }) => severity === 'error')) return { spec: undefined, problems };
    keepDigits(document, yaml);
    const read = checked(document.toJS({ maxAliasCount: 100 }), placesIn(document, yaml), drivers);
    return { spec: read.spec, problems: inOrder([...problems, ...read.problems]) };
  } catch (error) {
    // The parser gives up on its own limits (aliases that multiply, its call stack) by throwing.
    return refused({ kind: 'syntax', said: error instanceof Error ? error.message : String(error) }, text);
  }
}

/** Keys and values may hold what is not seen: they are shown. */
function legible<P extends Problem>(problem: P): P {
  const fields = Object.entries(problem).map(([key, value]: [string, unknown]) => [
    key,
    typeof value === 'string' ? visible(value) : value,
  ]);
  return Object.fromEntries(fields) as P;
}

function refused(problem: Problem, text: string): ClusterFileContents {
  const end = text.search(/[\r\n]|$/);
  return { spec: undefined, problems: [{ severity: 'error', start: 0, end, problem: legible(problem) }] };
}

function inOrder(problems: readonly FileProblem[]): readonly FileProblem[] {
  const told = new Set<string>();
  return problems
    .map((each) => ({ ...each, problem: legible(each.problem) }))
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .filter((problem) => {
      const key = JSON.stringify(problem);
      if (told.has(key)) return false;
      told.add(key);
      return true;
    })
    .slice(0, mostProblems);
}

/** Counts what opens a level and nothing that closes one inside a text: only a file made to be deep comes near the limit. */
function isTooDeep(text: string): boolean {
  let open = 0;
  for (const line of text.split(/\r\n|\r|\n/)) {
    if ((/^(\s*[-?:](?=\s|$))+/.exec(line)?.[0].match(/[-?:]/g)?.length ?? 0) > deepest) return true;
    for (const character of line) {
      if (character === '[' || character === '{') open += 1;
      else if (character === ']' || character === '}') open = Math.max(0, open - 1);
      if (open > deepest) return true;
    }
  }
  return false;
}

/** The parser may point behind the end of the text, where it missed something. */
function syntaxProblems(document: Document.Parsed, length: number): readonly FileProblem[] {
  const problem = (severity: FileProblem['severity']) => (said: Document.Parsed['errors'][number]) => ({
    severity,
    start: Math.min(length, said.pos[0]),
    end: Math.min(length, Math.max(said.pos[0], said.pos[1])),
    problem:
      said.code === 'MULTIPLE_DOCS'
        ? ({ kind: 'severalDocuments' } as const)
        : ({ kind: 'syntax', said: said.message } as const),
  });
  return inOrder([...document.errors.map(problem('error')), ...document.warnings.map(problem('warning'))]);
}

/** Driver options, labels and variables are texts of other programs: `0123` stays as written, not the number it would be. */
function keepDigits(document: Document.Parsed, yaml: Yaml): void {
  const texts = new Set<unknown>(['options', 'labels', 'environment']);
  yaml.visit(document, {
    Pair: (_, { key, value }) => {
      if (!yaml.isScalar(key) || !texts.has(key.value) || !yaml.isNode(value)) return;
      yaml.visit(value, (_key, node) => {
        if (yaml.isScalar(node) && typeof node.value === 'number' && String(node.value) !== node.source)
          node.value = node.source;
      });
    },
  });
}

function checked(value: unknown, places: Places, drivers: KnownDrivers | undefined): ClusterFileContents {
  const problems: FileProblem[] = [];
  const tell = (
    severity: FileProblem['severity'],
    path: FilePath,
    problem: Problem,
    part: 'key' | 'value' = 'value',
  ): void => void problems.push({ severity, ...places(path, part), problem });

  if (value === null || value === undefined) {
    tell('error', [], { kind: 'missingKey', key: 'name' });
    return { spec: undefined, problems };
  }
  for (const path of listsForMaps(clusterFileSchema, value, [])) {
    tell('error', path, { kind: 'wrongType', key: keyText(path), expected: 'map', received: 'list' });
  }
  if (problems.length > 0) return { spec: undefined, problems };
  const read = v.safeParse(clusterFileSchema, value);
  if (!read.success) {
    for (const issue of read.issues.slice(0, mostProblems)) {
      const { path, part, problem } = problemOf(issue);
      tell('error', path, problem, part);
    }
    const sound = soundParts(value);
    if (sound)
      checkFile(sound.file, sound.value, (severity, path, problem, part) => {
        if (isItsOwn(path, problem, sound.changed)) tell(severity, path, problem, part);
      });
    return { spec: undefined, problems };
  }
  const file = read.output;
  checkFile(file, value, tell);
  if (drivers) checkDrivers(file, drivers, tell);
  return { spec: problems.some(({ severity }) => severity === 'error') ? undefined : clusterSpec(file), problems };
}

/** Whether a problem is the file's own, and does not come of what was taken out of it. */
function isItsOwn(path: FilePath, problem: Problem, changed: readonly FilePath[]): boolean {
  const isLost = (key: string): boolean => changed.some((each) => each.length === 1 && each[0] === key);
  if (problem.kind === 'nothingToDo' || problem.kind === 'missingKey') return false;
  if (problem.kind === 'duplicateName' && ['managers', 'keyValueStore'].some(isLost)) return false;
  return !changed.some((each) => keyText(each) === keyText(path));
}

/** What of a valibot schema this reader looks at; wrappers (`optional`) and pipes carry their schema along. */
interface SchemaShape {
  readonly type: string;
  readonly wrapped?: SchemaShape;
  readonly entries?: Readonly<Record<string, SchemaShape>>;
  readonly item?: SchemaShape;
}

function unwrapped(schema: SchemaShape | undefined): SchemaShape | undefined {
  return schema?.wrapped ? unwrapped(schema.wrapped) : schema;
}

/** Lists that stand where a map belongs: to valibot a list is an object like any other. */
function listsForMaps(schema: SchemaShape | undefined, value: unknown, path: FilePath): readonly FilePath[] {
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

/** The keys that may stand at a place. */
function keysAt(path: FilePath): readonly string[] {
  let shape = unwrapped(clusterFileSchema);
  for (const step of path) shape = unwrapped(typeof step === 'number' ? shape?.item : shape?.entries?.[step]);
  return Object.keys(shape?.entries ?? {});
}

type Issue = v.InferIssue<typeof clusterFileSchema>;

function problemOf(issue: Issue): {
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
    // What is there already cannot have been meant: put there once more it would be wrong, too.
    const there = new Set(Object.keys(steps.at(-1)?.input ?? {}));
    const free = keysAt(path.slice(0, -1)).filter((each) => !there.has(each));
    return at({ kind: 'unknownKey', key, near: nearest(name, free) });
  }
  if (issue.type === 'picklist' && typeof issue.input === 'string')
    return at({ kind: 'badValue', key, value: issue.input, expected: typeWords(issue.expected) });
  return at({ kind: 'wrongType', key, expected: typeWords(issue.expected), received: typeWord(issue.input) });
}

/** valibot's `(string | number)` in the words of `Problem`. */
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
