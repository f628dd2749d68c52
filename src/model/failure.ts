/**
 * Every external failure, as a value with its cause. One client creates each kind; `ui/explain` words it. There are no classes, codes or
 * compared strings: a `switch` over `kind` without a default keeps every consumer complete. `said` always quotes the other side.
 */
import type { Result } from '../base/result.ts';
import type { Milliseconds } from '../base/units.ts';
import type { ServiceMode } from './serviceMode.ts';
import type { Address } from './address.ts';
import type { Path } from '../base/hostPath.ts';
import type { EngineFailure, SwarmFailure } from './engineFailure.ts';
import type { KeyValueStoreFailure } from './keyValueStore.ts';
import type { FileFailure, NameFault } from './fileFailure.ts';

export type Failure =
  | ToolFailure
  | StoreFailure
  | EngineFailure
  | SwarmFailure
  | SteeringFailure
  | KeyValueStoreFailure
  | FileFailure
  | PlanFailure
  | RunFailure
  | ActionFailure;

export type ToolFailure =
  | { readonly kind: 'toolMissing'; readonly path: string }
  | { readonly kind: 'toolNotExecutable'; readonly path: string; readonly said: string }
  | { readonly kind: 'toolFailed'; readonly argv: readonly string[]; readonly exitCode: number; readonly said: string }
  | { readonly kind: 'toolSignalled'; readonly argv: readonly string[]; readonly signal: string; readonly said: string }
  /** It exited with 0, but its output cannot be parsed; `said` is the start of the output. */
  | { readonly kind: 'toolGarbled'; readonly argv: readonly string[]; readonly said: string }
  /** It cannot even report its version: it hangs, fails or is killed. */
  | { readonly kind: 'toolUnusable'; readonly cause: Failure }
  /** A failed `create`: its stage, and whether it left a record in the machine store. */
  | {
      readonly kind: 'createFailed';
      readonly machine: string;
      readonly stage: CreateStage | undefined;
      readonly leftover: boolean;
      readonly cause: Failure;
    }
  /** A name or value that must not become an argument: nothing was started. */
  | { readonly kind: 'argumentRefused'; readonly argument: string; readonly why: NameFault }
  | { readonly kind: 'timedOut'; readonly what: string; readonly after: Milliseconds }
  | { readonly kind: 'cancelled'; readonly what: string };

/** The stages in docker-machine's progress lines, in order. */
export const createStages = [
  'certificateAuthority',
  'preCreate',
  'creating',
  'waitingForMachine',
  'waitingForSsh',
  'provisioning',
  'certificates',
  'engine',
  'swarm',
  'checking',
  'done',
] as const;
export type CreateStage = (typeof createStages)[number];

export type StoreFailure =
  | { readonly kind: 'storeMissing'; readonly path: Path }
  /** It existed a moment ago. */
  | { readonly kind: 'storeGone'; readonly path: Path }
  | { readonly kind: 'storeUnreadable'; readonly path: Path; readonly said: string }
  /** A machine's folder without config.json. */
  | { readonly kind: 'recordMissing'; readonly machine: string; readonly path: Path }
  /** A config.json that is not a machine's record: malformed, truncated or of another shape. */
  | { readonly kind: 'recordBroken'; readonly machine: string; readonly path: Path; readonly said: string }
  /** A record on which docker-machine itself panics, even in `rm -f`; `said` is the start of its output. */
  | { readonly kind: 'recordUnloadable'; readonly machine: string; readonly path: Path; readonly said: string };

/** Why a swarm operation is blocked or failed. */
export type SteeringFailure =
  | { readonly kind: 'notSwarmMode'; readonly cluster: string }
  | { readonly kind: 'nodeUnknown'; readonly cluster: string; readonly node: string }
  /** Several nodes have that name; `ids` lists them. */
  | { readonly kind: 'nodeAmbiguous'; readonly node: string; readonly ids: readonly string[] }
  | { readonly kind: 'serviceUnknown'; readonly cluster: string; readonly service: string }
  | { readonly kind: 'lastManager'; readonly node: string }
  /** Of the remaining `managers`, only `reachable` answer. */
  | {
      readonly kind: 'quorumWouldBeLost';
      readonly node: string;
      readonly managers: number;
      readonly reachable: number;
      readonly needed: number;
    }
  /** No other ready and active node accepts these tasks. */
  | { readonly kind: 'noPlaceLeft'; readonly node: string; readonly tasks: readonly string[] }
  | { readonly kind: 'nodeNotReady'; readonly node: string; readonly state: string }
  /** The node is running but is not a machine of the store, so it cannot be made to leave first. */
  | { readonly kind: 'nodeOutOfReach'; readonly node: string; readonly state: string }
  | { readonly kind: 'notScalable'; readonly service: string; readonly mode: ServiceMode }
  | { readonly kind: 'replicasInvalid'; readonly service: string; readonly replicas: string }
  | { readonly kind: 'nothingToRollBack'; readonly service: string }
  | {
      readonly kind: 'updatePaused';
      readonly cluster: string;
      readonly service: string;
      /** The manager's message; `error` is the failed task's. */
      readonly said: string;
      readonly error: string;
    }
  /** The service is configured to roll back a failed update. */
  | { readonly kind: 'updateRolledBack'; readonly service: string; readonly said: string; readonly error: string }
  | {
      readonly kind: 'tasksFail';
      readonly cluster: string;
      readonly service: string;
      readonly task: string;
      readonly running: number;
      readonly desired: number;
      readonly said: string;
    }
  | { readonly kind: 'noPlaceFound'; readonly service: string; readonly task: string; readonly said: string }
  /** The change was accepted, but nothing has progressed for `after`. */
  | { readonly kind: 'notConverged'; readonly what: string; readonly after: Milliseconds }
  | {
      readonly kind: 'removalStopped';
      readonly cluster: string;
      readonly node: string;
      readonly stage: 'demoting' | 'draining' | 'leaving' | 'removing';
      readonly cause: Failure;
    }
  /** A malformed value must not go into a command; `of` is the cluster or the variable. */
  | { readonly kind: 'commandRefused'; readonly part: 'token' | 'address' | 'variable'; readonly of: string }
  | { readonly kind: 'dockerMissing' }
  | { readonly kind: 'stackNameInvalid'; readonly stack: string }
  | { readonly kind: 'stackUntrusted' }
  | { readonly kind: 'stackFailed'; readonly stack: string; readonly exitCode: number | undefined };

/** Blockers: why there is no plan. */
export type PlanFailure =
  | { readonly kind: 'driverUnknown'; readonly driver: string; readonly said: string }
  /** Its record has no address, and its driver did not report whether it is stopped. */
  | { readonly kind: 'machineUnclear'; readonly machine: string }
  /** `by` is the cluster it belongs to; empty if it belongs to none. */
  | { readonly kind: 'nameTaken'; readonly machine: string; readonly by: string }
  /**
   * Since 23.0 an engine exits on `cluster-store`. `from` is the machine or install URL that shows the version; `file` is the cluster file
   * that asks for a store, if one does.
   */
  | {
      readonly kind: 'engineWithoutClusterStore';
      readonly version: string;
      readonly from: string;
      readonly file?: Path | undefined;
    }
  /** Swarm mode requires engine 1.12 or newer. */
  | { readonly kind: 'engineWithoutSwarmMode'; readonly version: string; readonly from: string }
  /** It is in the machine store but has another orchestration: an engine with a cluster store cannot join a swarm, and vice versa. */
  | { readonly kind: 'otherOrchestration'; readonly machine: string; readonly has: 'store' | 'swarm' }
  /** `by` is the cluster it belongs to, empty if that has no machines in the store; `managers` are those that its engine knows. */
  | {
      readonly kind: 'inAnotherSwarm';
      readonly machine: string;
      readonly by: string;
      readonly managers: readonly Address[];
    }
  | { readonly kind: 'hostUnreachable'; readonly machine: string; readonly address: Address; readonly cause: Failure }
  | { readonly kind: 'keyMissing'; readonly machine: string; readonly path: Path }
  | { readonly kind: 'storeDoesNotAnswer'; readonly url: string; readonly cause: Failure }
  /** Tested from that host over SSH. */
  | { readonly kind: 'storeUnreachableFrom'; readonly machine: string; readonly url: string; readonly cause: Failure }
  | { readonly kind: 'addressShared'; readonly machines: readonly string[]; readonly address: string }
  | { readonly kind: 'clusterUnknown'; readonly cluster: string }
  | { readonly kind: 'machineUnknown'; readonly machine: string }
  | { readonly kind: 'secretMissing'; readonly name: string }
  | { readonly kind: 'readOnly' }
  /** An untrusted workspace runs neither its cluster files nor programs that its folder may influence. */
  | { readonly kind: 'untrusted'; readonly runs: 'file' | 'program' }
  | { readonly kind: 'several'; readonly failures: readonly Failure[] };

export type RunFailure =
  | {
      readonly kind: 'alreadyRunning';
      readonly cluster: string;
      readonly verb: 'up' | 'down' | 'rollback';
      readonly pid: number;
      readonly since: Date;
      /** The computer it runs on; undefined for this one. */
      readonly host?: string;
    }
  /** The machine store's file system does not allow writing a run's lock. */
  | { readonly kind: 'lockUnavailable'; readonly path: Path; readonly said: string }
  /** Our lock is gone: another run took it while this computer was suspended, or its folder was removed. */
  | {
      readonly kind: 'lockLost';
      readonly cluster: string;
      readonly verb: 'up' | 'down' | 'rollback';
      readonly path: Path;
    }
  /** The current state no longer matches the plan that the user confirmed. `file` is the cluster file, if known. */
  | {
      readonly kind: 'planChanged';
      readonly cluster: string;
      readonly verb: 'up' | 'down' | 'rollback';
      readonly file?: Path;
    }
  /** Other services created the plan: settings have changed since, and may have changed everything it names. */
  | { readonly kind: 'planUnknown'; readonly cluster: string; readonly verb: 'up' | 'down' | 'rollback' }
  /** The machine store has changed since the question. Both paths are without symbolic links. */
  | { readonly kind: 'storeChanged'; readonly was: Path; readonly now: Path }
  /** The object with this name is not the one that the question was about. */
  | {
      readonly kind: 'targetChanged';
      readonly what: 'machine' | 'container' | 'volume' | 'swarm';
      readonly name: string;
      /**
       * The differing part. `id`: the driver's or Docker's ID; `holder`: the removed container of a volume; `purpose`: it is not part of a
       * cluster.
       */
      readonly part:
        'driver' | 'id' | 'address' | 'folder' | 'key' | 'engine' | 'node' | 'created' | 'holder' | 'purpose';
      readonly was: string;
      readonly now: string;
    }
  /** `docker-machine` succeeded, but these nodes are not healthy. */
  | {
      readonly kind: 'nodesMissing';
      /** The side that was asked: the manager's machine, or the store's URL if there is no manager. */
      readonly manager: string;
      readonly wanted: number;
      readonly healthy: number;
      readonly missing: readonly {
        readonly machine: string;
        /** The manager's status for it ("Unhealthy: …"), or that it reports none. */
        readonly why: string;
        /** The failure of asking for that status; undefined if it was returned. */
        readonly cause?: Failure | undefined;
        /** The failure of our own probe of its engine; undefined if the engine answers. */
        readonly engine: Failure | undefined;
      }[];
    }
  /** A host that was to join a swarm cannot reach the manager. */
  | { readonly kind: 'managerNotReached'; readonly machine: string; readonly manager: Address; readonly cause: Failure }
  /** A join failed, and its host's clock differs so much from the manager's that certificates are not yet or no longer valid. */
  | {
      readonly kind: 'clocksDiffer';
      readonly machine: string;
      readonly manager: string;
      readonly skew: Milliseconds;
      readonly cause: Failure;
    }
  | { readonly kind: 'containerExited'; readonly machine: string; readonly container: string; readonly said: string }
  | { readonly kind: 'imageMissing'; readonly machine: string; readonly image: string; readonly said: string }
  | { readonly kind: 'networkExists'; readonly network: string; readonly driver: string; readonly scope: string }
  /** Swarm mode managers accept every network and allocate its addresses later: this allocation failed. */
  | { readonly kind: 'networkNotMade'; readonly network: string }
  /**
   * A step threw something that is not a Failure: a bug of ours. It is logged with its stack; the run continues without dependent steps.
   */
  | { readonly kind: 'unexpected'; readonly said: string };

/** What blocks an action on a machine or container. */
export type ActionFailure =
  | { readonly kind: 'driverCannot'; readonly machine: string; readonly driver: string; readonly verb: MachineVerb }
  /** Another action on it is running in this window. */
  | { readonly kind: 'machineBusy'; readonly machine: string; readonly verb: MachineVerb }
  | { readonly kind: 'containerUnknown'; readonly machine: string; readonly container: string }
  /** Its classic swarm containers advertise no former address. */
  | { readonly kind: 'agentCurrent'; readonly machine: string }
  /** Recreating it failed, and so did restoring it: it remains as `kept`, or stopped. */
  | {
      readonly kind: 'containerNotRestored';
      readonly machine: string;
      readonly container: string;
      readonly kept: string;
      readonly cause: Failure;
    };

/** docker-machine's actions on existing machines. */
export type MachineVerb = 'start' | 'stop' | 'restart' | 'regenerateCertificates' | 'remove' | 'openShell';

/** The result of an external call. */
export type Outcome<T> = Result<T, Failure>;

/** Whether a key-value store has just started and is about to elect itself. */
export const isElecting = (failure: Failure): boolean => failure.kind === 'storeWithoutLeader' && failure.isElecting;

/** Whether the two sides reach each other but do not trust each other. Other peers may still be trusted. */
export const isAboutCertificates = ({ kind }: Failure): boolean =>
  ['certificateExpired', 'certificateNotYetValid', 'certificateMissing', 'certificateForeign'].includes(kind);

/** Whether an engine ran out of disk space: engines pass on Linux's message unchanged. */
export const isOfFullDisk = ({ said }: Extract<Failure, { kind: 'engineError' }>): boolean =>
  /no space left on device/i.test(said);
