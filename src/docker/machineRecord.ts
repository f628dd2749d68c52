/**
 * Reads one machine's record, `machines/NAME/config.json` of docker-machine's store, ConfigVersion 1 to 3 and whatever comes
 * after as long as it still reads. Untrusted text in, a value out; no files are touched here.
 */
import { posix, win32 } from 'node:path';
import * as v from 'valibot';
import { err, ok } from '../base/result.ts';
import type { Failure, Path } from '../model/failure.ts';
import type { Certificates, Machine, SwarmRecord } from '../model/machine.ts';
import type { Result } from '../base/result.ts';
import { visible } from '../base/visible.ts';
import { parseEngineOption, valuesOf } from './engineOption.ts';
import { notAskedAt } from './engineUrl.ts';
import { driverIdOf } from './machineIdentity.ts';

/** A record with what only the file system can decide left open. */
export interface MachineRecord {
  readonly machine: Omit<Machine, 'certificates'>;
  /** The driver's own id of it; undefined: none in its record. */
  readonly driverId: string | undefined;
  /** Where the client's certificates may be, best first; the machine's own folder is the first. */
  readonly certificates: readonly [Certificates, ...Certificates[]];
}

/** Where a record was found. */
export interface RecordPlace {
  /** The store, as it is now: records keep the path that it had when they were written. */
  readonly store: Path;
  /** The folder's name, which is the machine's name for docker-machine too. */
  readonly name: string;
}

// Go writes `null` for an empty list or object, and a field that a fork does not know is absent: both are as empty. A field of
// another type than ours is taken as absent too, because one odd field must not hide a machine.
const text = v.fallback(v.string(), '');
/** A text that is no path: it is shown. */
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
  // Before ConfigVersion 1 a record has these at its top, or in the driver, in place of HostOptions.
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
    // ConfigVersion 1 says PrivateKeyPath for the authority's key and has no CertDir; a client needs neither.
    AuthOptions: section({ CaCertPath: text, ClientCertPath: text, ClientKeyPath: text, StorePath: text }),
  }),
  // ConfigVersion 1 keeps the machine's folder here.
  StorePath: text,
});

const defaultEnginePort = 2376;
const defaultManagerPort = 3376;

/** The machine that a record tells of; the failure is `recordBroken` with the reader's words. Throws for no text. */
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
  // docker-machine cannot do without these two either.
  if (!isPlainObject(value) || !isPlainObject(value['Driver'])) return broken('not a record of a machine: no "Driver"');
  const parsed = v.parse(recordSchema, value);
  const { Driver: driver, DriverName, HostOptions: host } = parsed;
  if (DriverName === '') return broken('it names no driver ("DriverName")');
  const { EngineOptions: engine, SwarmOptions: swarm, AuthOptions: auth } = host;
  const notAsked = DriverName === 'none' ? notAskedAt(driver.URL) : undefined;
  const endpoint = notAsked ? { address: undefined, port: undefined } : endpointOf(driver);
  // A tab parts an option from its value: what is not seen is made visible behind that.
  const flags = engine.ArbitraryFlags.map((option) => visible(parseEngineOption(option)));
  const home = homeward(formerHome(parsed, name), store);
  return ok({
    machine: {
      name,
      driver: DriverName,
      directory,
      address: endpoint.address,
      // Generic calls it EnginePort, azure and vCloud Air DockerPort.
      enginePort: [endpoint.port, driver.EnginePort, driver.DockerPort].find(isPort) ?? defaultEnginePort,
      ssh: {
        user: driver.SSHUser || 'root',
        port: isPort(driver.SSHPort) ? driver.SSHPort : 22,
        // Without a path docker-machine takes `id_rsa` of the machine's folder.
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

/** Where the store was when the record was written; undefined where it does not say. */
function formerHome(record: v.InferOutput<typeof recordSchema>, name: string): string | undefined {
  const { Driver: driver, HostOptions: host, StorePath: version1 } = record;
  if (driver.StorePath) return withoutEnd(driver.StorePath);
  const own = new RegExp(`^(.+)[/\\\\]machines[/\\\\]${escape(name)}[/\\\\]?$`);
  return own.exec(host.AuthOptions.StorePath)?.[1] ?? own.exec(version1)?.[1];
}

/** Leads paths into the store's former home to its present one; others, and relative ones, stay as they are. */
function homeward(former: string | undefined, store: Path): (path: string) => string {
  return (path) => {
    if (!former || !path.startsWith(former) || !/[/\\]/.test(path.charAt(former.length))) return path;
    const paths = pathsOf(store);
    return paths.join(store, path.slice(former.length).replaceAll(/[/\\]+/g, paths.sep));
  };
}

/** Without slashes at the end; a pattern would begin anew at each slash of a long row. */
function withoutEnd(path: string): string {
  let end = path.length;
  while (end > 0 && /[/\\]/.test(path.charAt(end - 1))) end -= 1;
  return path.slice(0, end);
}

/** The driver `none` keeps `host:port` in IPAddress and a URL; all others an address alone. */
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

/** Of a URL: there the `%` before an interface is written `%25` (RFC 6874), or left as it is. */
const hostIn = (written: string | undefined): string | undefined =>
  written?.replace(/^\[|\]$/g, '').replace(/%25(?=.)/, '%');

interface OldSwarm {
  readonly SwarmMaster: boolean;
  readonly SwarmDiscovery: string;
  readonly SwarmHost: string;
}

/** As `docker-machine ls` has it: who names a discovery is of its swarm. */
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

/** Enough to recognise it by. */
const mostShown = 200;

/**
 * Whether docker-machine gets as far as an error: it panics where a record before ConfigVersion 3 lacks what it would migrate, whatever
 * it was asked for (docker/machine#4767; run with 0.16.2).
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

/** A store's path speaks the language of the computer it is on, which a test may not be. */
const pathsOf = (store: Path): typeof posix => (/^[a-zA-Z]:[\\/]|^\\\\/.test(store) ? win32 : posix);
