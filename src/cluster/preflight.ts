/** Collects the facts that planning needs besides the snapshot: all queries in parallel, none longer than five seconds. */
import { err } from '../base/result.ts';
import { seconds, type Milliseconds } from '../base/units.ts';
import type { Doors, MachineTool } from '../docker/doors.ts';
import { driverOptions, version } from '../docker/machineCommands.ts';
import type { DriverOption } from '../model/driver.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { Path } from '../base/hostPath.ts';
import type { Images } from '../model/images.ts';
import { parseStoreUrl, storeUrlText, type StoreState } from '../model/keyValueStore.ts';
import type { Action, Plan } from '../model/plan.ts';
import type { RunSummary } from '../model/runEvents.ts';
import { isOnEachHost } from '../model/loopback.ts';
import { machineOf, type Snapshot } from '../model/snapshot.ts';
import type { ClusterSpec, MachineSpec } from '../model/spec.ts';
import { compare, isToMake, type Member, type PlanningFacts } from './comparison.ts';
import type { Introductions } from './introductions.ts';

export interface PreflightOptions {
  readonly images: Images;
  readonly signal?: AbortSignal | undefined;
  /** See `unfinishedCreates`; empty without a journal. */
  readonly unfinished?: ReadonlySet<string>;
  readonly introductions?: Introductions;
}

/** docker-machine takes minutes to notice that a host is missing. */
const longest: Milliseconds = seconds(5);

export async function preflight(
  spec: ClusterSpec,
  snapshot: Snapshot,
  doors: Pick<Doors, 'tool' | 'hosts' | 'keyValueStores'>,
  { images, signal, unfinished = new Set(), introductions = new Map() }: PreflightOptions,
): Promise<PlanningFacts> {
  const nothing: PlanningFacts = {
    images,
    unknownDrivers: new Map(),
    isVBoxManageMissing: false,
    variables: new Map(),
    unreachable: new Map(),
    missingKeys: new Map(),
    store: undefined,
    unfinished,
    introductions,
  };
  const { members } = compare(spec, snapshot, nothing);
  const toMake = members.filter(isToMake).map(({ machine }) => machine);
  const options = { signal, deadline: longest };
  const [drivers, isVBoxManageMissing, unreachable, missingKeys, store] = await Promise.all([
    askDrivers(toMake),
    lacksVBoxManage(members),
    probeHosts(toMake),
    readKeys(toMake),
    askStore(),
  ]);
  return { ...nothing, ...drivers, isVBoxManageMissing, unreachable, missingKeys, store };

  async function askDrivers(
    machines: readonly MachineSpec[],
  ): Promise<Pick<PlanningFacts, 'unknownDrivers' | 'variables'>> {
    const drivers = [...new Set(machines.map(({ driver }) => driver.name))];
    const answers = await Promise.all(
      drivers.map(async (driver) => [driver, await doors.tool.run(driverOptions(driver), options)] as const),
    );
    return {
      unknownDrivers: new Map(
        answers.flatMap(([driver, answer]) =>
          !answer.ok && answer.error.kind === 'driverUnknown' ? [[driver, answer.error.said] as const] : [],
        ),
      ),
      variables: new Map(
        answers.flatMap(([driver, answer]) => (answer.ok ? [[driver, variablesOf(answer.value)] as const] : [])),
      ),
    };
  }

  /** docker-machine notices only when it creates the first machine. */
  async function lacksVBoxManage(all: readonly Member[]): Promise<boolean> {
    const drivers = all.map(({ machine, standing }) =>
      standing.kind === 'stopped' ? standing.machine.driver : isToMake({ standing }) ? machine.driver.name : undefined,
    );
    return drivers.includes('virtualbox') && (await doors.tool.findsProgram('VBoxManage')) === false;
  }

  async function probeHosts(machines: readonly MachineSpec[]): Promise<PlanningFacts['unreachable']> {
    const answers = await Promise.all(
      machines.map(async ({ name, driver }) => {
        const host = driver.options['generic-ip-address'];
        if (driver.name !== 'generic' || host === undefined || host === '') return undefined;
        const port = Number(driver.options['generic-ssh-port'] ?? 22);
        const answer = await doors.hosts.probe(String(host), port, options);
        return answer.ok
          ? undefined
          : ([name, { address: `${String(host)}:${String(port)}`, cause: answer.error }] as const);
      }),
    );
    return new Map(answers.filter((answer) => answer !== undefined));
  }

  async function readKeys(machines: readonly MachineSpec[]): Promise<ReadonlyMap<string, Path>> {
    const answers = await Promise.all(
      machines.flatMap(({ name, driver }) =>
        Object.entries(driver.options)
          .filter(([option, value]) => isKeyPath(option) && value !== '')
          .map(async ([, path]) =>
            (await doors.hosts.fileReadable(String(path))) ? undefined : ([name, String(path)] as const),
          ),
      ),
    );
    return new Map(answers.filter((answer) => answer !== undefined));
  }

  /** Addresses of hosts named in the file and of existing machines. */
  function addresses(): readonly string[] {
    const named = [...spec.managers, ...spec.nodes].flatMap(({ driver }) => driver.options['generic-ip-address'] ?? []);
    const known = snapshot.machines.flatMap((seen) => machineOf(seen)?.address ?? []);
    return [...named.map(String), ...known];
  }

  async function askStore(): Promise<Outcome<StoreState> | undefined> {
    const url = spec.keyValueStore?.at.kind === 'url' ? parseStoreUrl(spec.keyValueStore.at.url) : undefined;
    // Each host has its own there, and maybe this computer too: its answer would prove nothing.
    if (url && isOnEachHost(url, addresses())) return err({ kind: 'storeOnEachHost', url: storeUrlText(url) });
    return url && doors.keyValueStores.ask(url, options);
  }
}

const variablesOf = (options: readonly DriverOption[]): ReadonlyMap<string, string> =>
  new Map(options.flatMap(({ name, variable }) => (variable === undefined ? [] : [[name, variable] as const])));

/** Returns within five seconds why docker-machine is unusable; undefined if it reports its version. */
export async function toolFailure(tool: MachineTool, signal?: AbortSignal): Promise<Failure | undefined> {
  const answer = await tool.run(version, { signal, deadline: longest });
  if (answer.ok) return undefined;
  const { error } = answer;
  // Other failures already name the setting that helps.
  return error.kind === 'toolFailed' || error.kind === 'toolSignalled' || error.kind === 'timedOut'
    ? { kind: 'toolUnusable', cause: error }
    : error;
}

/** True for options whose value is the path of a private key. */
function isKeyPath(option: string): boolean {
  return /-(ssh-key|ssh-keypath|ssh-key-path|private-key-file|existing-key-path)$/.test(option);
}

/** A run as stored in the journal. */
interface PastRun {
  readonly plan: Plan;
  readonly summary: RunSummary;
}

/**
 * Machines whose last create failed, according to `runs` (newest first). A later run that found or proved the machine healthy overrides
 * that: it was fixed meanwhile.
 */
export function unfinishedCreates(runs: readonly PastRun[]): ReadonlySet<string> {
  const ends = new Map<string, boolean>();
  const tell = (machine: string, isUnfinished: boolean): void => {
    if (!ends.has(machine)) ends.set(machine, isUnfinished);
  };
  for (const { plan, summary } of runs) {
    const done = new Set(summary.done);
    const failed = new Set(summary.failed.map(({ step }) => step));
    // A run may remove a record before recreating the machine: the last step that began decides.
    for (const { id, action } of plan.steps.toReversed()) {
      if (done.has(id)) for (const machine of finishedBy(action)) tell(machine, false);
      else if (action.kind === 'createMachine' && failed.has(id)) tell(action.machine.name, true);
    }
    // A rollback copies `standing` from the run that it undoes, which is out of date.
    if (plan.verb === 'up') for (const machine of plan.standing) tell(machine, false);
  }
  return new Set([...ends].flatMap(([machine, isUnfinished]) => (isUnfinished ? [machine] : [])));
}

/** Machines that are no longer incomplete once this action is done. */
function finishedBy(action: Action): readonly string[] {
  switch (action.kind) {
    case 'createMachine':
      return [action.machine.name];
    case 'removeMachine':
      return [action.machine];
    case 'awaitNodes':
    case 'awaitSwarm':
      return action.nodes;
    default:
      return [];
  }
}
