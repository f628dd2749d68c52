/** Reads a cluster file: text to what is wanted, with every problem at its place. Nothing in a text makes it throw. */
import * as v from 'valibot';
import type * as Yaml from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import { clusterLabel, orchestrationLabel } from '../model/cluster.ts';
import type { FileProblem, Problem } from '../model/failure.ts';
import { shared } from '../model/health.ts';
import { parseStoreUrl } from '../model/keyValueStore.ts';
import { machineNameFault, objectNameFault } from '../model/names.ts';
import { expectations } from '../model/expectations.ts';
import { clusterFileSchema, clusterSpec, type ClusterFile, type ClusterSpec } from '../model/spec.ts';
import { isUsableIn, overlap, parseAddress, parseSubnet } from '../model/subnet.ts';
import { nearest } from './nearest.ts';
import { environmentOf, isSecret } from '../model/secretOptions.ts';

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

/** Reads and checks a cluster file's text (YAML, so JSON too). */
export async function readClusterFile(text: string): Promise<ClusterFileContents> {
  if (text.length > mostBytes) return refused({ kind: 'tooLarge', bytes: text.length, most: mostBytes }, text);
  if (isTooDeep(text))
    return refused({ kind: 'syntax', said: `nested more than ${String(deepest)} levels deep` }, text);
  // The package is CommonJS: only its default is there in the bundle and in Node alike.
  const { default: yaml } = await import('yaml');
  try {
    const document = yaml.parseDocument(text, { prettyErrors: false, stringKeys: true });
    const problems = syntaxProblems(document, text.length);
    if (problems.some(({ severity }) => severity === 'error')) return { spec: undefined, problems };
    keepDigits(document, yaml);
    const read = checked(document.toJS({ maxAliasCount: 100 }), placesIn(document, yaml));
    return { spec: read.spec, problems: inOrder([...problems, ...read.problems]) };
  } catch (error) {
    // The parser gives up on its own limits (aliases that multiply, its call stack) by throwing.
    return refused({ kind: 'syntax', said: error instanceof Error ? error.message : String(error) }, text);
  }
}

function refused(problem: Problem, text: string): ClusterFileContents {
  const end = text.search(/[\r\n]|$/);
  return { spec: undefined, problems: [{ severity: 'error', start: 0, end, problem }] };
}

function inOrder(problems: readonly FileProblem[]): readonly FileProblem[] {
  const told = new Set<string>();
  return [...problems]
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
function keepDigits(document: Document.Parsed, yaml: typeof Yaml.default): void {
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

/** One step into the file per element: a key of a map or an index of a list. */
type FilePath = readonly (string | number)[];
type Places = (path: FilePath, part: 'key' | 'value') => { readonly start: number; readonly end: number };

/** Where things stand; for what does not stand there, the nearest thing around it. */
function placesIn(document: Document.Parsed, yaml: typeof Yaml.default): Places {
  return (path, part) => {
    let node: Node | null | undefined = document.contents;
    let range = node?.range;
    // The whole of a map says little: its first key stands for it.
    if (yaml.isMap(node)) range = rangeOf(node.items[0]) ?? range;
    for (const [depth, step] of path.entries()) {
      if (yaml.isAlias(node)) node = node.resolve(document);
      const isLast = depth === path.length - 1;
      if (yaml.isMap(node)) {
        const pair: Pair | undefined = node.items.find(({ key }) => yaml.isScalar(key) && String(key.value) === step);
        if (!pair) break;
        range = rangeOf(pair) ?? range;
        node = yaml.isNode(pair.value) ? pair.value : undefined;
        if (isLast && part === 'value' && node?.range && node.range[1] > node.range[0]) range = node.range;
      } else if (yaml.isSeq(node)) {
        const next: unknown = node.items[Number(step)];
        if (!yaml.isNode(next)) break;
        node = next;
        range = (yaml.isMap(node) && !isLast ? rangeOf(node.items[0]) : undefined) ?? node.range ?? range;
      } else break;
    }
    return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
  };

  function rangeOf(pair: Pair | undefined): Node['range'] {
    return yaml.isNode(pair?.key) ? pair.key.range : undefined;
  }
}

function checked(value: unknown, places: Places): ClusterFileContents {
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
    return { spec: undefined, problems };
  }
  const file = read.output;
  checkNames(file, tell);
  checkMachines(file, tell);
  checkStore(file, tell);
  checkEngine(file, tell);
  checkNetworks(file, tell);
  checkOrchestration(file, value, tell);
  checkSecrets(file, tell);
  return { spec: problems.some(({ severity }) => severity === 'error') ? undefined : clusterSpec(file), problems };
}

type Tell = (severity: FileProblem['severity'], path: FilePath, problem: Problem, part?: 'key' | 'value') => void;

// ---------------------------------------------------------------- the schema's issues

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
    return at({ kind: 'unknownKey', key, near: nearest(name, keysAt(path.slice(0, -1))) });
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

/** `nodes[1].driver.options.x`, as a person would point at it. */
function keyText(path: FilePath): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${String(step)}]` : text === '' ? step : `${text}.${step}`),
    '',
  );
}

// ---------------------------------------------------------------- what a schema cannot say

interface Placed {
  readonly path: FilePath;
  readonly machine: ClusterFile['nodes'][number];
}

function machinesIn(file: ClusterFile): readonly Placed[] {
  const list = (key: 'managers' | 'nodes'): readonly Placed[] =>
    (file[key] ?? []).map((machine, index) => ({ path: [key, index], machine }));
  const store = file.keyValueStore?.machine;
  return [
    ...(store ? [{ path: ['keyValueStore', 'machine'], machine: store }] : []),
    ...list('managers'),
    ...list('nodes'),
  ];
}

function checkNames(file: ClusterFile, tell: Tell): void {
  // Names that only defaults give count too. Hostnames do not tell capitals from small letters, so neither may these.
  const at = clusterSpec(file).keyValueStore?.at;
  const taken = new Set(at?.kind === 'machine' && !file.keyValueStore?.machine ? [at.machine.name.toLowerCase()] : []);
  if (!file.managers) for (const { name } of clusterSpec(file).managers) taken.add(name.toLowerCase());
  for (const { machine, path } of machinesIn(file)) {
    const name = machine.name.toLowerCase();
    if (taken.has(name)) tell('error', [...path, 'name'], { kind: 'duplicateName', name: machine.name });
    taken.add(name);
  }
  const networks = new Set<string>();
  for (const [index, { name }] of file.networks.entries()) {
    if (networks.has(name)) tell('error', ['networks', index, 'name'], { kind: 'duplicateName', name });
    networks.add(name);
  }
}

function checkMachines(file: ClusterFile, tell: Tell): void {
  const option = 'generic-ip-address';
  const addresses = machinesIn(file).flatMap(({ machine, path }) => {
    const address = machine.driver.options[option];
    return address === undefined ? [] : [[String(address), [...path, 'driver', 'options', option]] as const];
  });
  for (const [first, ...others] of shared(addresses).values()) {
    for (const other of others)
      tell('error', other, { kind: 'conflict', key: keyText(other), other: keyText(first ?? []) });
  }
}

function checkStore({ keyValueStore: store, ...file }: ClusterFile, tell: Tell): void {
  if (!store) return;
  const conflict = (severity: FileProblem['severity'], key: string, other: string): void =>
    tell(severity, ['keyValueStore', key], {
      kind: 'conflict',
      key: `keyValueStore.${key}`,
      other: `keyValueStore.${other}`,
    });
  if (file.orchestration === 'swarm-mode')
    tell('warning', ['keyValueStore'], { kind: 'conflict', key: 'keyValueStore', other: 'orchestration' }, 'key');
  if (store.url === undefined) return;
  if (store.machine) conflict('error', 'machine', 'url');
  if (store.type && store.type !== parseStoreUrl(store.url)?.type) conflict('error', 'type', 'url');
  if (store.image) conflict('warning', 'image', 'url');
}

function checkEngine({ engine }: ClusterFile, tell: Tell): void {
  const ours: Readonly<Record<string, string>> = {
    'cluster-store': 'keyValueStore',
    'cluster-advertise': 'advertiseInterface',
  };
  for (const [index, option] of engine.options.entries()) {
    const other = ours[option.split('=', 1)[0] ?? ''];
    if (other)
      tell('error', ['engine', 'options', index], {
        kind: 'conflict',
        key: keyText(['engine', 'options', index]),
        other,
      });
  }
  for (const [label, other] of [
    [clusterLabel, 'name'],
    [orchestrationLabel, 'orchestration'],
  ] as const) {
    if (Object.hasOwn(engine.labels, label))
      tell('error', ['engine', 'labels', label], { kind: 'conflict', key: label, other }, 'key');
  }
}

function checkNetworks({ networks, orchestration }: ClusterFile, tell: Tell): void {
  for (const [index, network] of networks.entries()) {
    const path = (key: string): FilePath => ['networks', index, key];
    const subnet = parseSubnet(network.subnet);
    const gateway = parseAddress(network.gateway);
    if (gateway !== undefined && !subnet)
      tell('error', path('gateway'), { kind: 'missingKey', key: keyText(path('subnet')) });
    if (gateway !== undefined && subnet && !isUsableIn(subnet, gateway))
      tell('error', path('gateway'), {
        kind: 'badValue',
        key: keyText(path('gateway')),
        value: network.gateway,
        expected: expectations.gateway,
      });
    const other = networks.findIndex((each, before) => {
      const theirs = parseSubnet(each.subnet);
      return before < index && subnet && theirs && overlap(subnet, theirs);
    });
    if (other >= 0)
      tell('error', path('subnet'), {
        kind: 'conflict',
        key: keyText(path('subnet')),
        other: keyText(['networks', other, 'subnet']),
      });
    // The keys of encryption come from swarm mode's managers; nobody else gives engines any.
    if (network.encrypted && orchestration !== 'swarm-mode')
      tell('warning', path('encrypted'), { kind: 'conflict', key: keyText(path('encrypted')), other: 'orchestration' });
  }
}

/** Keys that the chosen orchestration does not look at, and clusters of nobody. `value` tells what the file itself says. */
function checkOrchestration(file: ClusterFile, value: object, tell: Tell): void {
  const { orchestration } = file;
  const unread = {
    classic: ['swarmMode'],
    'swarm-mode': ['swarm'],
    none: ['managers', 'swarm', 'swarmMode'],
  }[orchestration];
  for (const key of unread) {
    if (Object.hasOwn(value, key)) tell('warning', [key], { kind: 'conflict', key, other: 'orchestration' }, 'key');
  }
  if (orchestration !== 'none' && file.managers?.length === 0)
    tell('error', ['managers'], { kind: 'nothingToDo', key: 'managers' });
  if (orchestration === 'none' && file.nodes.length + (file.managers?.length ?? 0) === 0)
    tell('error', ['nodes'], { kind: 'nothingToDo', key: 'nodes' });
}

function checkSecrets(file: ClusterFile, tell: Tell): void {
  const drivers = [
    { path: ['driver'], options: file.driver.options },
    ...machinesIn(file).map(({ machine, path }) => ({
      path: [...path, 'driver'],
      options: machine.driver.options,
    })),
  ];
  for (const { path, options } of drivers) {
    for (const [option, value] of Object.entries(options)) {
      if (isSecret(option) && value !== '')
        tell(
          'warning',
          [...path, 'options', option],
          { kind: 'secretInFile', option, environment: environmentOf(option) },
          'key',
        );
    }
  }
}
