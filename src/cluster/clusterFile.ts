/** Parses a cluster file into its spec and reports every problem with its position; never throws, whatever the text. */
import * as v from 'valibot';
import { visible } from '../base/visible.ts';
import { clusterFileSchema } from '../model/clusterFileSchema.ts';
import type { KnownDrivers } from '../model/driver.ts';
import type { FileProblem, Problem } from '../model/fileFailure.ts';
import { clusterSpec, type ClusterSpec } from '../model/spec.ts';
import { checkDrivers, checkFile, driversIn, type Tell } from './clusterFileChecks.ts';
import { keyText, placesIn, type Places } from './filePlaces.ts';
import { listsForMaps, problemOf } from './schemaProblems.ts';
import { isItsOwn, soundParts } from './soundParts.ts';
import { loadYaml, parseDocument, type Document, type Yaml } from './yaml.ts';

export interface ClusterFileContents {
  /** Undefined if any problem is an error. */
  readonly spec: ClusterSpec | undefined;
  /** In file order. */
  readonly problems: readonly FileProblem[];
  /** Drivers named in the readable parts, including the default. */
  readonly drivers: readonly string[];
}

/** Larger files are rejected: a hundred machines with their options need a quarter of it. */
const mostBytes = 64 * 1024;
/** The YAML parser takes minutes for a few thousand levels; a cluster file has five. */
const deepest = 40;
const mostProblems = 100;

/** Reads and checks a cluster file (YAML, so JSON too). Drivers and their options are checked only if `drivers` is given. */
export async function readClusterFile(text: string, drivers?: KnownDrivers): Promise<ClusterFileContents> {
  if (text.length > mostBytes) return refused({ kind: 'tooLarge', bytes: text.length, most: mostBytes }, text);
  if (isTooDeep(text))
    return refused({ kind: 'syntax', said: `nested more than ${String(deepest)} levels deep` }, text);
  const yaml = await loadYaml();
  try {
    const document = parseDocument(text, yaml);
    const problems = syntaxProblems(document, text.length);
    if (problems.some(({ severity }) => severity === 'error')) return { spec: undefined, problems, drivers: [] };
    keepDigits(document, yaml);
    const read = checked(document.toJS({ maxAliasCount: 100 }), placesIn(document, yaml), drivers);
    return { ...read, problems: inOrder([...problems, ...read.problems]) };
  } catch (error) {
    // The parser throws when it reaches its own limits (multiplying aliases, the call stack).
    return refused({ kind: 'syntax', said: error instanceof Error ? error.message : String(error) }, text);
  }
}

/** Makes invisible characters in keys and values visible. */
function legible<P extends Problem>(problem: P): P {
  const fields = Object.entries(problem).map(([key, value]: [string, unknown]) => [
    key,
    typeof value === 'string' ? visible(value) : value,
  ]);
  return Object.fromEntries(fields) as P;
}

function refused(problem: Problem, text: string): ClusterFileContents {
  const end = text.search(/[\r\n]|$/);
  return { spec: undefined, problems: [{ severity: 'error', start: 0, end, problem: legible(problem) }], drivers: [] };
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

/** Estimates depth from opening brackets and markers, ignoring quotes: only a deliberately deep file reaches the limit. */
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

/** The parser may point past the end of the text if something is missing. */
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

/** Driver options, labels and variables are strings for other programs: `0123` stays as written instead of becoming a number. */
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
  const tell: Tell = (severity, path, problem, part = 'value') =>
    void problems.push({ severity, ...places(path, part), problem });

  if (value === null || value === undefined) {
    tell('error', [], { kind: 'missingKey', key: 'name' });
    return { spec: undefined, problems, drivers: [] };
  }
  const lists = listsForMaps(clusterFileSchema, value, []);
  for (const path of lists)
    tell('error', path, { kind: 'wrongType', key: keyText(path), expected: 'map', received: 'list' });
  const read = lists.length > 0 ? undefined : v.safeParse(clusterFileSchema, value);
  if (!read?.success) {
    for (const issue of read?.issues.slice(0, mostProblems) ?? []) {
      const { path, part, problem } = problemOf(issue);
      tell('error', path, problem, part);
    }
    const sound = soundParts(value, lists);
    if (!sound) return { spec: undefined, problems, drivers: [] };
    const tellOwn: Tell = (severity, path, problem, part) => {
      if (isItsOwn(path, problem, sound)) tell(severity, path, problem, part);
    };
    checkFile(sound.file, sound.value, tellOwn);
    if (drivers) checkDrivers(sound.file, drivers, tellOwn);
    return { spec: undefined, problems, drivers: driversIn(sound.file) };
  }
  const file = read.output;
  checkFile(file, value, tell);
  if (drivers) checkDrivers(file, drivers, tell);
  const isRefused = problems.some(({ severity }) => severity === 'error');
  return { spec: isRefused ? undefined : clusterSpec(file), problems, drivers: driversIn(file) };
}
