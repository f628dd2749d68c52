/**
 * Parses the `/info` response of a classic swarm manager. Its nodes appear only in SystemStatus (DriverStatus before swarm 1.2)
 * as label and value pairs; `└` marks a fact of a node. Pure; throws nothing and drops nothing.
 */
import * as v from 'valibot';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { Bytes } from '../base/units.ts';
import { visible } from '../base/visible.ts';
import { untoldStatus, type ClassicNode, type ManagerInfo } from '../model/classicSwarm.ts';
import type { ContainerCounts } from '../model/engine.ts';
import { count, pairs, text, written } from './tolerant.ts';

/** A label and its value as the manager wrote them, without indentation. */
export type Fact = readonly [string, string];

const infoSchema = v.object({
  Containers: count,
  ContainersRunning: count,
  ContainersPaused: count,
  ContainersStopped: count,
  Images: count,
  NCPU: count,
  MemTotal: count,
  Name: text,
  KernelVersion: text,
  OperatingSystem: text,
  Architecture: text,
  ServerVersion: text,
  SystemStatus: v.optional(v.unknown()),
  DriverStatus: v.optional(v.unknown()),
});

/** Parses the body of `/info`; the error describes what the body looks like instead. */
export function readManagerInfo(body: unknown): Result<ManagerInfo, string> {
  const read = v.safeParse(infoSchema, body);
  if (!read.success) return err('no object');
  const info = read.output;
  const status = rows(info.SystemStatus);
  const facts = status.length > 0 ? status : rows(info.DriverStatus);
  if (!info.ServerVersion.startsWith('swarm/') && !facts.some(([label]) => label === 'Strategy' || label === 'Primary'))
    return err(`ServerVersion ${JSON.stringify(info.ServerVersion)}`);
  const { global, nodes } = blocks(facts);
  const own = new Taker(global);
  const announced = own.take('Nodes');
  return ok({
    version: info.ServerVersion,
    role: own.take('Role') ?? '',
    strategy: own.take('Strategy') ?? '',
    filters: (own.take('Filters') ?? '').split(/,\s*/).filter((each) => each !== ''),
    containers: {
      total: info.Containers,
      running: info.ContainersRunning,
      paused: info.ContainersPaused,
      stopped: info.ContainersStopped,
    },
    images: info.Images,
    cpus: info.NCPU,
    memory: info.MemTotal,
    name: info.Name,
    kernel: info.KernelVersion,
    operatingSystem: info.OperatingSystem,
    architecture: info.Architecture,
    nodes: nodes.map(node),
    otherFacts: [
      // If the count differs from the number of blocks, some nodes are not listed.
      ...(announced !== undefined && announced !== String(nodes.length) ? [['Nodes', announced] as const] : []),
      ...own.rest(),
    ],
  });
}

/** Parses `1.021 GiB`, `512 MiB` or `2GB` to bytes; undefined if it is not a size. */
export function parseBytes(written: string): Bytes | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([KMGTPE]?)(i?)B?$/i.exec(written.trim());
  if (!match) return undefined;
  const power = ' KMGTPE'.indexOf((match[2] ?? '').toUpperCase() || ' ');
  return Math.round(Number(match[1]) * (match[3] ? 1024 : 1000) ** power);
}

interface Block {
  readonly name: string;
  readonly address: string;
  readonly facts: Fact[];
}

/** Returns the rows as pairs; a row that is not a pair keeps its text. */
function rows(status: unknown): Fact[] {
  if (!Array.isArray(status)) return [];
  return status.map((row: unknown): Fact => {
    const words: unknown[] = Array.isArray(row) ? row : [row];
    const [label = '', ...values] = words.map(written);
    return [visible(clean(label)), visible(values.join(' '))];
  });
}

/** Removes indentation and the backspaces that swarm 1.0 and 1.1 write to undo the client's. Keeps `└`, which marks a node's fact. */
function clean(label: string): string {
  return label.replaceAll('\b', '').trim();
}

/** Separates the manager's facts from those of its nodes. A node's block follows `Nodes` and starts with a name and an address. */
function blocks(facts: readonly Fact[]): { readonly global: readonly Fact[]; readonly nodes: readonly Block[] } {
  const global: Fact[] = [];
  const nodes: Block[] = [];
  let behindNodes = false;
  let current: Block | undefined;
  facts.forEach(([label, value], index) => {
    if (label.startsWith('└')) {
      (current?.facts ?? global).push([clean(label.slice(1)), value]);
    } else if (behindNodes && (/:\d+$/.test(value) || facts[index + 1]?.[0].startsWith('└'))) {
      current = { name: label, address: value, facts: [] };
      nodes.push(current);
    } else {
      behindNodes ||= label === 'Nodes';
      current = undefined;
      global.push([label, value]);
    }
  });
  return { global, nodes };
}

function node(block: Block): ClassicNode {
  const facts = new Taker(block.facts);
  // Swarm 1.0 to 1.2.0 write "(none)" for nodes without an error.
  const error = facts.take('Error');
  return {
    name: block.name,
    address: block.address,
    id: (facts.take('ID') ?? '').replace(/\|.*$/s, ''),
    status: facts.take('Status') ?? untoldStatus,
    containers: facts.read('Containers', containers),
    reservedCpus: facts.read('Reserved CPUs', (value) => share(value, number)),
    reservedMemory: facts.read('Reserved Memory', (value) => {
      const memory = share(value, parseBytes);
      return memory && { ...memory, text: value };
    }),
    labels: facts.read('Labels', labels) ?? {},
    error: error === '(none)' ? undefined : error,
    updatedAt: facts.read('UpdatedAt', moment),
    serverVersion: facts.take('ServerVersion'),
    otherFacts: facts.rest(),
  };
}

/** Facts by label, each taken at most once; `rest` returns those not taken. */
class Taker {
  readonly #facts: Fact[];

  constructor(facts: readonly Fact[]) {
    this.#facts = [...facts];
  }

  take(label: string): string | undefined {
    return this.read(label, (value) => value);
  }

  /** Values that cannot be parsed stay in the rest. */
  read<T>(label: string, reader: (value: string) => T | undefined): T | undefined {
    const at = this.#facts.findIndex(([each]) => each === label);
    const fact = this.#facts[at];
    const value = fact && reader(fact[1]);
    if (value !== undefined) this.#facts.splice(at, 1);
    return value;
  }

  rest(): readonly Fact[] {
    return this.#facts;
  }
}

/** `2 (1 Running, 0 Paused, 1 Stopped)`, or just `2` from older managers and for unhealthy nodes. */
function containers(value: string): ContainerCounts | undefined {
  const match = /^(\d+)(?:\s*\((\d+) Running, (\d+) Paused, (\d+) Stopped\))?$/.exec(value.trim());
  if (!match) return undefined;
  const [total = 0, running = 0, paused = 0, stopped = 0] = match
    .slice(1)
    .map((each: string | undefined) => Number(each ?? 0));
  return { total, running, paused, stopped };
}

/** `used / of`. */
function share(
  value: string,
  read: (text: string) => number | undefined,
): { readonly used: number; readonly of: number } | undefined {
  const [used, of, ...more] = value.split('/').map((each) => read(each.trim()));
  return used === undefined || of === undefined || more.length > 0 ? undefined : { used, of };
}

function number(value: string): number | undefined {
  return /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** `a=b, c=d`. A piece without `=` belongs to the previous value, which contains a comma. */
function labels(value: string): Record<string, string> | undefined {
  const pieces: string[] = [];
  for (const piece of value.split(', ')) {
    if (piece.includes('=') || pieces.length === 0) pieces.push(piece);
    else pieces.push(`${pieces.pop() ?? ''}, ${piece}`);
  }
  return value === '' ? {} : pieces.every((each) => each.includes('=')) ? pairs(pieces) : undefined;
}

/** Accepts RFC 3339 only, because `Date` guesses at other formats. */
function moment(value: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(value)) return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
