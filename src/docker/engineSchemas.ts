/**
 * Parses the responses of engines (1.10 … 26 and newer) and classic swarm managers into the model. Pure; returns undefined
 * for any other body.
 */
import * as v from 'valibot';
import type { Milliseconds } from '../base/units.ts';
import type { Container, Engine } from '../model/engine.ts';
import type { ContainerSetup, Volume } from './doors.ts';
import type { EngineEvent } from './engineStreams.ts';
import { membershipSchema, readMembership } from './membershipSchema.ts';
import { count, finite, flag, listOf, mapOf, pairs, part, text, texts, word } from './tolerant.ts';

const engineSchema = v.pipe(
  v.object({
    ID: text,
    Containers: finite,
    ContainersRunning: count,
    ContainersPaused: count,
    ContainersStopped: count,
    Images: count,
    Driver: text,
    KernelVersion: text,
    OperatingSystem: text,
    Architecture: text,
    NCPU: count,
    MemTotal: count,
    DockerRootDir: text,
    Name: text,
    Labels: texts,
    ServerVersion: text,
    ClusterStore: text,
    ClusterAdvertise: text,
    SystemTime: text,
    RegistryConfig: part(v.object({ Mirrors: texts })),
    Swarm: part(membershipSchema),
    Warnings: texts,
  }),
  v.check((info) => info.ID !== '' || info.ServerVersion !== ''),
);

/** When the request was sent and when the response arrived, by our clock. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** Parses `/info` of an engine. `version` and `apiVersion` are used if the body lacks them. */
export function readEngine(
  body: unknown,
  asked: Span,
  told: { readonly apiVersion: string | undefined; readonly version?: string },
): Engine | undefined {
  const read = v.safeParse(engineSchema, body);
  if (!read.success) return undefined;
  const info = read.output;
  return {
    id: info.ID,
    hostname: info.Name,
    version: info.ServerVersion || (told.version ?? ''),
    apiVersion: told.apiVersion ?? '',
    operatingSystem: info.OperatingSystem,
    kernel: info.KernelVersion,
    architecture: info.Architecture,
    cpus: info.NCPU,
    memory: info.MemTotal,
    storageDriver: info.Driver,
    rootDirectory: info.DockerRootDir,
    containers: {
      total: info.Containers,
      running: info.ContainersRunning,
      paused: info.ContainersPaused,
      stopped: info.ContainersStopped,
    },
    images: info.Images,
    labels: pairs(info.Labels),
    registryMirrors: info.RegistryConfig.Mirrors,
    clusterStore: info.ClusterStore,
    clusterAdvertise: info.ClusterAdvertise,
    swarm: readMembership(info.Swarm),
    warnings: info.Warnings,
    clockSkew: skew(info.SystemTime, asked),
  };
}

/** The engine read its clock between request and response; only a time outside of that span is skew. */
function skew(systemTime: string, asked: Span): Milliseconds {
  const engine = Date.parse(systemTime);
  if (Number.isNaN(engine)) return 0;
  if (engine < asked.from.getTime()) return engine - asked.from.getTime();
  return Math.max(0, engine - asked.to.getTime());
}

const versionSchema = v.object({ Version: word, ApiVersion: text });

/** Parses `/version`. */
export function readVersion(body: unknown): { readonly version: string; readonly apiVersion: string } | undefined {
  const read = v.safeParse(versionSchema, body);
  return read.success ? { version: read.output.Version, apiVersion: read.output.ApiVersion } : undefined;
}

const containerSchema = v.object({
  Id: v.string(),
  Names: texts,
  Image: text,
  State: text,
  Status: text,
  Labels: mapOf(word),
  Mounts: listOf(v.object({ Name: text, Destination: text })),
  NetworkSettings: part(
    v.object({ Networks: mapOf(v.object({ NetworkID: text, IPAddress: text, GlobalIPv6Address: text })) }),
  ),
});

const inspectedSchema = v.object({
  Id: v.string(),
  Name: text,
  State: part(v.object({ Running: flag, Restarting: flag })),
  Config: v.looseObject({ Image: v.string(), Cmd: v.nullish(v.array(v.string())) }),
  HostConfig: v.record(v.string(), v.unknown()),
});

/** Parses `/containers/ID/json` to recreate the container. Omits a host name derived from the ID, because the new one gets its own. */
export function readContainerSetup(body: unknown): ContainerSetup | undefined {
  const read = v.safeParse(inspectedSchema, body);
  if (!read.success) return undefined;
  const { Id, Name, State, Config, HostConfig } = read.output;
  const { Hostname, ...config } = Config;
  const isOwnHostname = typeof Hostname === 'string' && Hostname !== '' && !Id.startsWith(Hostname);
  return {
    id: Id,
    name: Name.replace(/^\//, ''),
    image: Config.Image,
    command: Config.Cmd ?? [],
    isRunning: State.Running || State.Restarting,
    body: { ...config, ...(isOwnHostname ? { Hostname } : {}), HostConfig },
  };
}

/** Parses `/containers/json`. A manager's names are `node/name`. */
export function readContainers(body: unknown): readonly Container[] | undefined {
  if (!Array.isArray(body)) return undefined;
  return v.parse(listOf(containerSchema), body).map((each) => ({
    id: each.Id,
    name: ownName(each.Names),
    image: each.Image,
    state: each.State || stateOf(each.Status),
    status: each.Status,
    labels: Object.fromEntries(each.Labels),
    mounts: each.Mounts.map((mount) => ({ name: mount.Name, destination: mount.Destination })),
    networks: Object.fromEntries(
      [...each.NetworkSettings.Networks].map(([name, network]) => [
        name,
        { networkId: network.NetworkID, address: network.IPAddress || network.GlobalIPv6Address },
      ]),
    ),
  }));
}

/** Links appear as additional names with one more slash: `/c2/alias`. */
function ownName(names: readonly string[]): string {
  const [shortest = ''] = [...names].sort((a, b) => a.split('/').length - b.split('/').length);
  return shortest.replace(/^\/+/, '');
}

/** Engines before 1.11 report the state only as part of the status text. */
function stateOf(status: string): string {
  if (status.startsWith('Up')) return status.includes('(Paused)') ? 'paused' : 'running';
  const [first = ''] = status.toLowerCase().split(' ');
  return first === 'removal' ? 'removing' : first;
}

/** Parses `/volumes/NAME`. Undefined if it is not a volume. */
export function readVolume(body: unknown): Volume | undefined {
  const read = v.safeParse(v.object({ CreatedAt: text }), body);
  return read.success ? { created: read.output.CreatedAt } : undefined;
}

const kinds = [
  'container',
  'network',
  'volume',
  'image',
  'daemon',
  'node',
  'service',
  'secret',
  'config',
  'plugin',
  'builder',
] as const;

const eventSchema = v.object({
  Type: v.optional(v.picklist(kinds)),
  Action: text,
  status: text,
  id: text,
  Actor: part(v.object({ ID: text, Attributes: mapOf(word) })),
  time: count,
  timeNano: count,
});

/** Parses one event; undefined for types that do not affect the snapshot. Engines before 1.10 report only container events. */
export function readEvent(body: unknown): EngineEvent | undefined {
  const read = v.safeParse(eventSchema, body);
  if (!read.success) return undefined;
  const event = read.output;
  const action = event.Action || event.status;
  if (action === '') return undefined;
  const at = new Date(event.timeNano > 0 ? event.timeNano / 1e6 : event.time * 1000);
  return {
    type: event.Type ?? 'container',
    action,
    id: event.Actor.ID || event.id,
    name: event.Actor.Attributes.get('name'),
    isOfTask: event.Actor.Attributes.has('com.docker.swarm.task.id'),
    at: Number.isNaN(at.getTime()) ? new Date() : at,
  };
}
