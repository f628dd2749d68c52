/**
 * Parses a machine's record, `machines/NAME/config.json` in the machine store: ConfigVersion 1 to 3, and later ones as far as they are
 * compatible. Treats the text as untrusted; accesses no files.
 */
import { posix, win32 } from 'node:path';
import * as v from 'valibot';
import { err, ok } from '../base/result.ts';
import type { Failure } from '../model/failure.ts';
import type { Path } from '../base/hostPath.ts';
import type { Certificates, Machine, SwarmRecord } from '../model/machine.ts';
import type { Result } from '../base/result.ts';
import { visible } from '../base/visible.ts';
import { parseEngineOption, valuesOf } from './engineOption.ts';
import { notAskedAt } from './engineUrl.ts';
import { driverIdOf } from './machineIdentity.ts';

/** A parsed record, without what only the file system can decide. */
export interface MachineRecord {
  readonly machine: Omit<Machine, 'certificates'>;
  /** The driver's ID of the machine; undefined if the record has none. */
  readonly driverId: string | undefined;
  /** Candidate locations of the client's certificates, best first; the first is the machine's folder. */
  readonly certificates: readonly [Certificates, ...Certificates[]];
}

/** Location of a record. */
export interface RecordPlace {
  /** The current path of the machine store; a record keeps the path it was written with. */
  readonly store: Path;
  /** The name of the folder, which docker-machine also uses as the machine's name. */
  readonly name: string;
}

// Go writes `null` for an empty list or object, and a fork may omit fields it does not know: both count as empty. So does a field of an
// unexpected type, because one odd field must not hide a machine.
const text = v.fallback(v.string(), '');
/** Text for display, not a path. */
const word = v.fallback(v.pipe(v.string(), v.transform(visible)), '');
const integer = v.fallback(v.pipe(v.number(), v.integer()), 0);
const flag = v.fallback(v.boolean(), false);
const texts = v.fallback(
  v.pipe(
    v.array(v.unknown()),
    v.transform((items) => items.filter((item) => typeof item === 'string')),
  ),
  [],
);
const words = v.pipe(
  texts,
  v.transform((items) => items.map(visible)),
);
const section = <const E extends v.ObjectEntries>(entries: E) =>
  v.pipe(
    v.optional(v.unknown(), {}),
    v.transform((value) => (isPlainObject(value) ? value : {})),
    v.object(entries),
  );

const driverSection = section({
  IPAddress: word,
  URL: word,
  EnginePort: integer,
  DockerPort: integer,
  SSHUser: word,
  SSHPort: integer,
  SSHKeyPath: text,
  StorePath: text,
  SwarmMaster: flag,
  SwarmDiscovery: word,
  SwarmHost: word,
});

const recordSchema = v.object({
  DriverName: word,
  Driver: driverSection,
  // Before ConfigVersion 1, these are at the top level or in the driver instead of in HostOptions.
  SwarmMaster: flag,
  SwarmDiscovery: word,
  SwarmHost: word,
  HostOptions: section({
    EngineOptions: section({ ArbitraryFlags: texts, Labels: words, RegistryMirror: words, InstallURL: word }),
    SwarmOptions: section({
      IsSwarm: flag,
      Master: flag,
      Discovery: word,
      Host: word,
      Image: word,
      Strategy: word,
    }),
    // ConfigVersion 1 calls the CA's key PrivateKeyPath and has no CertDir; a client needs neither.
    AuthOptions: section({ CaCertPath: text, ClientCertPath: text, ClientKeyPath: text, StorePath: text }),
  }),
  // ConfigVersion 1 stores the machine's folder here.
  StorePath: text,
});

const defaultEnginePort = 2376;
const defaultManagerPort = 3376;

/** Parses a record. Fails with `recordBroken` and the parser's message, or with `recordUnloadable`; never throws. */
export function parseMachineRecord(json: string, { store, name }: RecordPlace): Result<MachineRecord, Failure> {
  const paths = pathsOf(store);
  const directory = paths.join(store, 'machines', name);
  const broken = (said: string): Result<MachineRecord, Failure> =>
    err({
      kind: 'recordBroken',
      machine: visible(name),
      path: paths.join(directory, 'config.json'),
      said: visible(said),
    });
  if (json.trim() === '') return broken('empty file');
  let value: unknown;
  try {
    value = JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch (error) {
    return broken(error instanceof Error ? error.message : String(error));
  }
  if (!isLoadable(value)) {
    const path = paths.join(directory, 'config.json');
    const said = visible(json.trim().slice(0, mostShown));
    return err({ kind: 'recordUnloadable', machine: visible(name), path, said });
  }
  // docker-machine requires both, too.
  if (!isPlainObject(value) || !isPlainObject(value['Driver'])) return broken('not a record of a machine: no "Driver"');
  const parsed = v.parse(recordSchema, value);
  const { Driver: driver, DriverName, HostOptions: host } = parsed;
  if (DriverName === '') return broken('it names no driver ("DriverName")');
  const { EngineOptions: engine, SwarmOptions: swarm, AuthOptions: auth } = host;
  const notAsked = DriverName === 'none' ? notAskedAt(driver.URL) : undefined;
  const endpoint = notAsked ? { address: undefined, port: undefined } : endpointOf(driver);
  // A tab may separate an option from its value: escape invisible characters only after parsing.
  const flags = engine.ArbitraryFlags.map((option) => visible(parseEngineOption(option)));
  const home = homeward(formerHome(parsed, name), store);
  return ok({
    machine: {
      name,
      driver: DriverName,
      directory,
      address: endpoint.address,
      // The driver generic names it EnginePort, azure and vCloud Air DockerPort.
      enginePort: [endpoint.port, driver.EnginePort, driver.DockerPort].find(isPort) ?? defaultEnginePort,
      ssh: {
        user: driver.SSHUser || 'root',
        port: isPort(driver.SSHPort) ? driver.SSHPort : 22,
        // Without a path, docker-machine uses `id_rsa` in the machine's folder.
        key: DriverName === 'none' ? undefined : home(driver.SSHKeyPath) || paths.join(directory, 'id_rsa'),
      },
      engineFlags: flags,
      engineLabels: labels([...valuesOf(flags, 'label'), ...engine.Labels]),
      registryMirrors: [...new Set([...engine.RegistryMirror, ...valuesOf(flags, 'registry-mirror')])],
      installUrl: engine.InstallURL || undefined,
      swarm: swarmRecord(swarm, [parsed, driver]),
      ...(notAsked ? { notAsked } : {}),
    },
    driverId: driverIdOf(value['Driver']),
    certificates: [
      certificatesIn(paths, directory),
      ...recordedCertificates(auth, home),
      ...recordedCertificates(auth, (path) => path),
      certificatesIn(paths, paths.join(store, 'certs')),
    ],
  });
}

function certificatesIn(paths: typeof posix, folder: Path): Certificates {
  return {
    authority: paths.join(folder, 'ca.pem'),
    certificate: paths.join(folder, 'cert.pem'),
    key: paths.join(folder, 'key.pem'),
  };
}

function recordedCertificates(
  auth: { readonly CaCertPath: string; readonly ClientCertPath: string; readonly ClientKeyPath: string },
  place: (path: string) => string,
): readonly Certificates[] {
  if (!auth.CaCertPath || !auth.ClientCertPath || !auth.ClientKeyPath) return [];
  return [
    { authority: place(auth.CaCertPath), certificate: place(auth.ClientCertPath), key: place(auth.ClientKeyPath) },
  ];
}

/** Returns the machine store's path from when the record was written; undefined if the record does not contain it. */
function formerHome(record: v.InferOutput<typeof recordSchema>, name: string): string | undefined {
  const { Driver: driver, HostOptions: host, StorePath: version1 } = record;
  if (driver.StorePath) return withoutEnd(driver.StorePath);
  const own = new RegExp(`^(.+)[/\\\\]machines[/\\\\]${escape(name)}[/\\\\]?$`);
  return own.exec(host.AuthOptions.StorePath)?.[1] ?? own.exec(version1)?.[1];
}

/** Maps paths in the former machine store to the current one; other paths and relative ones stay unchanged. */
function homeward(former: string | undefined, store: Path): (path: string) => string {
  return (path) => {
    if (!former || !path.startsWith(former) || !/[/\\]/.test(path.charAt(former.length))) return path;
    const paths = pathsOf(store);
    return paths.join(store, path.slice(former.length).replaceAll(/[/\\]+/g, paths.sep));
  };
}

/** Removes trailing slashes; a pattern would restart at each slash of a long run. */
function withoutEnd(path: string): string {
  let end = path.length;
  while (end > 0 && /[/\\]/.test(path.charAt(end - 1))) end -= 1;
  return path.slice(0, end);
}

/** The driver `none` stores `host:port` in IPAddress and a URL; all others store only an address. */
function endpointOf(driver: { readonly IPAddress: string; readonly URL: string }): {
  readonly address: string | undefined;
  readonly port: number | undefined;
} {
  const url = /^[a-z]+:\/\/(\[[0-9a-fA-F:.]+(?:%[\w.-]+)?\]|[^\s/:@[\]]+)(?::(\d{1,5}))?(?:\/|$)/.exec(driver.URL);
  const plain =
    /^(?:\[([0-9a-fA-F:.]+(?:%[\w.-]+)?)\](?::(\d{1,5}))?|([^\s/:@[\]]+)(?::(\d{1,5}))?|([0-9a-fA-F]*:[0-9a-fA-F:.]*(?:%[\w.-]+)?))$/.exec(
      driver.IPAddress.trim(),
    );
  const address = plain?.[1] ?? plain?.[3] ?? plain?.[5] ?? hostIn(url?.[1]);
  const port = Number(plain?.[2] ?? plain?.[4] ?? url?.[2] ?? 0);
  return { address, port: isPort(port) ? port : undefined };
}

/** Host of a URL, where the `%` before an interface is written `%25` (RFC 6874) or as is. */
const hostIn = (written: string | undefined): string | undefined =>
  written?.replace(/^\[|\]$/g, '').replace(/%25(?=.)/, '%');

interface OldSwarm {
  readonly SwarmMaster: boolean;
  readonly SwarmDiscovery: string;
  readonly SwarmHost: string;
}

/** Like `docker-machine ls`, treats a machine with a discovery as a member of its swarm. */
function swarmRecord(
  swarm: v.InferOutput<typeof recordSchema>['HostOptions']['SwarmOptions'],
  old: readonly OldSwarm[],
): SwarmRecord | undefined {
  const former = old.find(({ SwarmMaster, SwarmDiscovery }) => SwarmMaster || SwarmDiscovery !== '');
  const discovery = swarm.Discovery || former?.SwarmDiscovery || '';
  const isMaster = swarm.Master || (former?.SwarmMaster ?? false);
  const isSaid = swarm.IsSwarm || isMaster;
  if (!isSaid && discovery === '') return undefined;
  const port = Number(/:(\d{1,5})\/?$/.exec(swarm.Host || (former?.SwarmHost ?? ''))?.[1] ?? 0);
  return {
    isMaster,
    discovery,
    managerPort: isPort(port) ? port : defaultManagerPort,
    image: swarm.Image,
    strategy: swarm.Strategy,
    ...(isSaid ? {} : { isUnconfirmed: true }),
  };
}

/** Characters shown of a record, enough to recognise it. */
const mostShown = 200;

/**
 * Whether docker-machine can load the record or report an error. It panics on every command if a record before ConfigVersion 3 lacks what
 * it would migrate (docker/machine#4767; verified with 0.16.2).
 */
function isLoadable(value: unknown): boolean {
  if (value === null) return false;
  if (!isPlainObject(value)) return true;
  const version = value['ConfigVersion'] ?? 0;
  if (typeof version !== 'number' || version > 2) return true;
  return isPlainObject(value['Driver']) && (version === 0 || isPlainObject(value['HostOptions']));
}

function labels(given: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    given.map((label) => {
      const at = label.indexOf('=');
      return at < 0 ? [label, ''] : [label.slice(0, at), label.slice(at + 1)];
    }),
  );
}

const isPort = (port: number | undefined): port is number => port !== undefined && port >= 1 && port <= 65535;

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const escape = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Path functions for the platform of the machine store's path, which may differ from this one in tests. */
const pathsOf = (store: Path): typeof posix => (/^[a-zA-Z]:[\\/]|^\\\\/.test(store) ? win32 : posix);
