/** Actions on single machines: one docker-machine call, then a refresh to get the result. */
import { homedir } from 'node:os';
import { sleep } from '../base/async.ts';
import { expandHome } from '../base/hostPath.ts';
import { Lifetime, type Disposable } from '../base/lifetime.ts';
import type { Log } from '../base/log.ts';
import { err, ok } from '../base/result.ts';
import type { Translate } from '../base/text.ts';
import { seconds, type Milliseconds } from '../base/units.ts';
import { createPerform } from '../cluster/perform.ts';
import { renewCertificates } from '../cluster/renewCertificates.ts';
import { runUnderWay } from '../cluster/runLock.ts';
import { RunTargets } from '../cluster/runTargets.ts';
import type { Doors, MachineCommand, MachineTool } from '../docker/doors.ts';
import * as machineCommands from '../docker/machineCommands.ts';
import { findProgram } from '../docker/toolProgram.ts';
import type { Failure, MachineVerb, Outcome } from '../model/failure.ts';
import { machineHealth } from '../checks/health.ts';
import type { Targets } from '../model/identity.ts';
import { canPower, canReachHost } from '../model/machine.ts';
import { objectNameFault } from '../model/names.ts';
import { lastOf, now } from '../model/seen.ts';
import { clusterOf, findMachine, machineOf, type SeenMachine, type Snapshot } from '../model/snapshot.ts';
import type { MachineAction, MachineChange, MachineService } from './actions.ts';
import { untilShown } from './pictureWait.ts';
import type { ClusterStore, Config } from './services.ts';

export interface MachineServiceOptions {
  readonly config: () => Config;
  readonly doors: Doors;
  readonly clusters: ClusterStore;
  readonly log: Log;
  readonly t: Translate;
  /** How long to wait until the snapshot shows the result. */
  readonly patience?: Milliseconds;
}

/**
 * docker-machine itself waits until the engine listens. What remains is the engine's answer, or the driver's state of a stopped machine.
 */
const defaultPatience = seconds(15);
/** Observations lag a little behind a change: for this long a change counts as ours. */
const aftermath = seconds(10);

interface Telling {
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
  readonly targets: Targets;
}

interface Work {
  readonly verb: MachineAction;
  readonly cluster: string | undefined;
}

export function createMachineService(options: MachineServiceOptions): MachineService & Disposable {
  const { config, doors, clusters, log, t, patience = defaultPatience } = options;
  const life = new Lifetime();
  const over = new AbortController();
  const working = new Map<string, Work>();
  /** Number of our recent changes, by cluster. */
  const fresh = new Map<string, number>();
  /** The last known address of each machine: with some drivers a stopped machine loses its address. */
  const addresses = new Map<string, string>();
  const learn = ({ machines }: Snapshot): void => {
    for (const seen of machines) {
      const address = machineOf(seen)?.address;
      if (address !== undefined) addresses.set(seen.name, address);
    }
  };
  learn(clusters.snapshot);
  life.add(clusters.onDidChange(learn));

  const lookAgain = (): void => {
    clusters.refresh().catch((error: unknown) => {
      log.error('looking again', error);
    });
  };

  const service: MachineService = {
    obstacle: async (verb, name) => {
      const busy = working.get(name);
      return busy && verb !== 'openShell' ? busyWith(name, busy) : hindrance(verb, name);
    },

    change: async (verb, name, { signal, onLine = () => undefined, targets }) => {
      const busy = working.get(name);
      if (busy) return err(busyWith(name, busy));
      // Set before the first await, so that of two concurrent calls the first one wins.
      const work: Work = { verb, cluster: clusterOf(clusters.snapshot, name)?.name };
      working.set(name, work);
      try {
        const obstacle = await hindrance(verb, name);
        if (obstacle) return err(obstacle);
        return await carryOut(verb, name, { signal: AbortSignal.any([signal, over.signal]), onLine, targets });
      } finally {
        working.delete(name);
      }
    },

    terminal: async (name, container) => {
      const obstacle = await service.obstacle('openShell', name);
      if (obstacle) return err(obstacle);
      const fault = container === undefined ? undefined : objectNameFault(container);
      if (fault) return err({ kind: 'argumentRefused', argument: container ?? '', why: fault });
      // docker-machine needs sudo on every host, while not every host gives its user access to the engine's socket.
      const inside = container === undefined ? [] : ['sudo', 'docker', 'exec', '-it', container, 'sh'];
      const { args, refused } = machineCommands.terminal(name, inside);
      if (refused) return err(refused);
      const { machinePath, storagePath, environment } = config();
      const own = { ...(await environment()), MACHINE_STORAGE_PATH: storagePath };
      const inherited = Object.fromEntries(
        Object.entries(process.env).flatMap(([key, each]) => (each === undefined ? [] : [[key, each]])),
      );
      const program = await findProgram(expandHome(machinePath.trim(), homedir()), { ...inherited, ...own });
      return program.ok ? ok({ program: program.value, args, environment: own }) : program;
    },

    isWorkedOn: async (cluster) =>
      (fresh.get(cluster) ?? 0) > 0 ||
      [...working.values()].some((work) => work.cluster === cluster) ||
      (await runOn(cluster)) !== undefined,
  };
  return {
    ...service,
    dispose: () => {
      over.abort();
      life.dispose();
    },
  };

  async function hindrance(verb: MachineVerb | 'forget', name: string): Promise<Failure | undefined> {
    const seen = await known(name);
    if (!seen) return { kind: 'machineUnknown', machine: name };
    const inTheWay = driverObstacle(verb === 'forget' ? 'remove' : verb, seen);
    return inTheWay || verb === 'openShell' ? inTheWay : runOn(clusterOf(clusters.snapshot, name)?.name);
  }

  async function carryOut(verb: MachineAction, name: string, telling: Telling): Promise<Outcome<MachineChange>> {
    const before = findMachine(clusters.snapshot, name);
    if (!before) return err({ kind: 'machineUnknown', machine: name });
    const cluster = clusterOf(clusters.snapshot, name)?.name;
    const addressBefore = addresses.get(name);
    try {
      const done = await call(verb, before, telling);
      if (!done.ok) {
        // The snapshot should show partial results, but the caller need not wait for it.
        lookAgain();
        return done;
      }
      if (verb === 'stop' || verb === 'remove' || verb === 'forget') lookAgain();
      else await clusters.refresh();
      const after = await untilShown(clusters, shownBy(verb, name), patience, telling.signal);
      return ok(changeOf(verb, before, addressBefore, after));
    } finally {
      void remember(cluster);
    }
  }

  /** The machine may be too new for the snapshot. */
  async function known(name: string): Promise<SeenMachine | undefined> {
    return findMachine(clusters.snapshot, name) ?? findMachine(await clusters.refresh(), name);
  }

  async function runOn(cluster: string | undefined): Promise<Failure | undefined> {
    return cluster === undefined ? undefined : runUnderWay({ storePath: config().storagePath, cluster });
  }

  async function remember(cluster: string | undefined): Promise<void> {
    if (cluster === undefined) return;
    fresh.set(cluster, (fresh.get(cluster) ?? 0) + 1);
    await sleep(aftermath, over.signal);
    fresh.set(cluster, (fresh.get(cluster) ?? 0) - 1);
  }

  async function call(
    verb: MachineAction,
    seen: SeenMachine,
    { signal, onLine, targets }: Telling,
  ): Promise<Outcome<void>> {
    const { name: machine } = seen;
    const options = {
      signal,
      onLine: ({ text }: { readonly text: string }) => {
        onLine(text);
      },
    };
    // This action also handles machines that the driver has lost and records that docker-machine cannot read.
    const isUnloadable = 'failure' in seen.record && seen.record.failure.kind === 'recordUnloadable';
    if (verb === 'remove' || isUnloadable) {
      const action = { kind: 'removeMachine', machine, driver: machineOf(seen)?.driver ?? '' } as const;
      return createPerform(doors, { t, targets })(action, { signal, said: onLine, stage: onLine });
    }
    const own = new RunTargets(targets);
    // Each call of a sequence first checks that it is still the same machine.
    const tool: Pick<MachineTool, 'run'> = {
      run: async (command, given) => {
        const confirmed = await own.confirm(machine, doors, { signal });
        if (!confirmed.ok) return confirmed;
        return confirmed.value ? doors.tool.run(command, given) : err({ kind: 'machineUnknown', machine });
      },
    };
    const record = machineOf(seen);
    if (verb === 'regenerateCertificates' && record) {
      const failure = seen.engine.state === 'failed' ? seen.engine.failure : undefined;
      return renewCertificates(tool, { machine: record, failure }, options);
    }
    return tool.run(commands[verb](machine), options);
  }
}

const commands: Readonly<Record<Exclude<MachineAction, 'remove'>, (name: string) => MachineCommand<void>>> = {
  start: machineCommands.start,
  stop: machineCommands.stop,
  restart: machineCommands.restart,
  regenerateCertificates: machineCommands.regenerateCertificates,
  forget: machineCommands.removeByForce,
};

const busyWith = (machine: string, { verb }: Work): Failure => ({
  kind: 'machineBusy',
  machine,
  verb: verb === 'forget' ? 'remove' : verb,
});

function driverObstacle(verb: Exclude<MachineAction, 'forget'> | 'openShell', seen: SeenMachine): Failure | undefined {
  if (verb === 'remove') return undefined;
  if ('failure' in seen.record) return seen.record.failure;
  const { driver } = seen.record.machine;
  const isAble = verb === 'openShell' || verb === 'regenerateCertificates' ? canReachHost : canPower;
  return isAble(driver) ? undefined : { kind: 'driverCannot', machine: seen.name, driver, verb };
}

function shownBy(verb: MachineAction, name: string): (snapshot: Snapshot) => boolean {
  return (snapshot) => {
    const seen = findMachine(snapshot, name);
    switch (verb) {
      case 'remove':
      case 'forget':
        return seen === undefined;
      case 'stop':
        return seen === undefined || (seen.engine.state === 'failed' && seen.power === 'stopped');
      case 'start':
      case 'restart':
      case 'regenerateCertificates':
        return seen === undefined || seen.engine.state === 'seen' || isJudged(seen);
    }
  };
}

/** The engine answers, but its certificate problem does not resolve itself: it was issued for another address. */
const isJudged = ({ engine, power }: SeenMachine): boolean =>
  engine.state === 'failed' && engine.failure.kind.startsWith('certificate') && power !== 'stopped';

function changeOf(
  verb: MachineAction,
  before: SeenMachine,
  addressBefore: string | undefined,
  after: Snapshot,
): MachineChange {
  const machine = before.name;
  const seen = findMachine(after, machine);
  if (!seen)
    return {
      machine,
      verb,
      isThere: false,
      level: 'unknown',
      findings: [],
      address: undefined,
      addressBefore: undefined,
      ended: [],
    };
  const address = machineOf(seen)?.address;
  const ran = new Set(
    lastOf(before.engine)?.value.containers.flatMap((each) => (each.state === 'running' ? [each.id] : [])),
  );
  const ended = now(seen.engine)?.containers.filter(({ id, state }) => ran.has(id) && state !== 'running') ?? [];
  return {
    machine,
    verb,
    isThere: true,
    ...machineHealth(seen, clusterOf(after, machine)),
    address,
    addressBefore: address !== undefined && addressBefore !== address ? addressBefore : undefined,
    ended: ended.map(({ name }) => name).sort(),
  };
}
