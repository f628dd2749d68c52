/**
 * Everything that can go wrong outside this program, as a value with its cause. One door makes each kind; `ui/explain` gives
 * it words. No class, no code, no compared string: a `switch` over `kind` without a default keeps every speaker complete.
 * `said` is always the other side's own words, never ours.
 */
import type { Result } from '../base/result.ts';
import type { Milliseconds } from '../base/units.ts';
import type { ServiceMode } from './serviceMode.ts';

/** `host:port`, as a person would type it. */
export type Address = string;
/** Absolute path on the extension's host. */
export type Path = string;

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
  /** It ended well but what it printed cannot be read; `said` is its beginning. */
  | { readonly kind: 'toolGarbled'; readonly argv: readonly string[]; readonly said: string }
  /** It does not even tell its version: it hangs, fails or is ended. */
  | { readonly kind: 'toolUnusable'; readonly cause: Failure }
  /** A `create` that failed: at which stage, and whether a record of the machine was left in the store. */
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

/** The stages docker-machine's progress lines tell apart, in their order. */
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
  /** It was there a moment ago. */
  | { readonly kind: 'storeGone'; readonly path: Path }
  | { readonly kind: 'storeUnreadable'; readonly path: Path; readonly said: string }
  /** A machine's folder without config.json. */
  | { readonly kind: 'recordMissing'; readonly machine: string; readonly path: Path }
  /** A config.json that is not a machine's record: broken, half written, or of another shape. */
  | { readonly kind: 'recordBroken'; readonly machine: string; readonly path: Path; readonly said: string }
  /** A record on which docker-machine itself panics, `rm -f` too; `said` is its beginning. */
  | { readonly kind: 'recordUnloadable'; readonly machine: string; readonly path: Path; readonly said: string };

/** Ways to an engine other than TCP with TLS. */
export type OtherWay = 'withoutTls' | 'localSocket' | 'ssh' | 'unknownUrl';

export type EngineFailure =
  /** The record holds no address: the machine never came up, or its driver cannot know it. */
  | { readonly kind: 'addressUnknown'; readonly machine: string }
  /** Only another way than TCP with TLS leads to it. */
  | { readonly kind: 'engineNotAsked'; readonly machine: string; readonly url: string; readonly why: OtherWay }
  /** The record holds no address, and the driver could not tell it though it calls the machine running. */
  | { readonly kind: 'addressUntold'; readonly machine: string; readonly said: string }
  | { readonly kind: 'engineRefused'; readonly address: Address }
  | { readonly kind: 'engineUnreachable'; readonly address: Address; readonly said: string }
  | { readonly kind: 'engineReset'; readonly address: Address }
  /** Nothing answered within `after`: host dead, cable pulled, engine frozen, or a port that is open but silent. */
  | {
      readonly kind: 'engineSilent';
      readonly address: Address;
      readonly after: Milliseconds;
      readonly connected: boolean;
    }
  /** It lists its containers and has never told of itself: managers of swarm mode wait for their leader before they do. */
  | { readonly kind: 'engineReticent'; readonly address: Address }
  | { readonly kind: 'notDocker'; readonly address: Address; readonly said: string }
  /** It sends more than is read of one engine; it is asked the same again only after a while. */
  | { readonly kind: 'engineTooMuch'; readonly address: Address; readonly of: EngineExcess; readonly most: number }
  /** The engine (or swarm manager) answered with an error of its own. */
  | { readonly kind: 'engineError'; readonly address: Address; readonly status: number; readonly said: string }
  | {
      readonly kind: 'certificateExpired';
      readonly address: Address;
      readonly whose: 'engine' | 'client';
      readonly at: Date | undefined;
    }
  /** Valid only from `from` on: usually one of the two clocks is wrong. */
  | {
      readonly kind: 'certificateNotYetValid';
      readonly address: Address;
      readonly whose: 'engine' | 'client';
      readonly from: Date | undefined;
    }
  /** A PEM file of the store that is not there, or that cannot be read as what it should be. */
  | { readonly kind: 'certificateMissing'; readonly address: Address; readonly path: Path; readonly said: string }
  /** Signed by somebody else, or ours is not known there. */
  | {
      readonly kind: 'certificateForeign';
      readonly address: Address;
      readonly whose: 'engine' | 'client';
      readonly said: string;
    };

/** What there is too much of: bytes, values or list entries of one answer, overlay networks, their endpoints, an image's layers, events. */
export type EngineExcess = 'bytes' | 'values' | 'entries' | 'networks' | 'endpoints' | 'layers' | 'events';

/** What an engine of swarm mode answers in place of what it was asked for. */
export type SwarmFailure =
  | { readonly kind: 'notAManager'; readonly address: Address }
  | { readonly kind: 'notInSwarm'; readonly address: Address }
  | { readonly kind: 'alreadyInSwarm'; readonly address: Address }
  | { readonly kind: 'swarmWithoutLeader'; readonly address: Address; readonly said: string }
  | { readonly kind: 'swarmLocked'; readonly address: Address };

/** Why a swarm is not changed so, or what became of a change. */
export type SteeringFailure =
  | { readonly kind: 'notSwarmMode'; readonly cluster: string }
  | { readonly kind: 'nodeUnknown'; readonly cluster: string; readonly node: string }
  /** Several nodes have that name; each of `ids` is one. */
  | { readonly kind: 'nodeAmbiguous'; readonly node: string; readonly ids: readonly string[] }
  | { readonly kind: 'serviceUnknown'; readonly cluster: string; readonly service: string }
  | { readonly kind: 'lastManager'; readonly node: string }
  /** Of `managers` that would be left, only `reachable` answer. */
  | {
      readonly kind: 'quorumWouldBeLost';
      readonly node: string;
      readonly managers: number;
      readonly reachable: number;
      readonly needed: number;
    }
  /** No other node that is ready and active takes these tasks. */
  | { readonly kind: 'noPlaceLeft'; readonly node: string; readonly tasks: readonly string[] }
  | { readonly kind: 'nodeNotReady'; readonly node: string; readonly state: string }
  /** It lives, and is no machine of the store that could be told to leave. */
  | { readonly kind: 'nodeOutOfReach'; readonly node: string; readonly state: string }
  | { readonly kind: 'notScalable'; readonly service: string; readonly mode: ServiceMode }
  | { readonly kind: 'replicasInvalid'; readonly service: string; readonly replicas: string }
  | { readonly kind: 'nothingToRollBack'; readonly service: string }
  | {
      readonly kind: 'updatePaused';
      readonly cluster: string;
      readonly service: string;
      /** The manager's words, and the failed task's own. */
      readonly said: string;
      readonly error: string;
    }
  /** The service's own setting takes an update back that fails. */
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
  /** The change is made, and nothing has moved since for `after`. */
  | { readonly kind: 'notConverged'; readonly what: string; readonly after: Milliseconds }
  | {
      readonly kind: 'removalStopped';
      readonly cluster: string;
      readonly node: string;
      readonly stage: 'demoting' | 'draining' | 'leaving' | 'removing';
      readonly cause: Failure;
    }
  /** It would go into a command, and is not what it should be; `of` is the cluster, or the variable. */
  | { readonly kind: 'commandRefused'; readonly part: 'token' | 'address' | 'variable'; readonly of: string }
  | { readonly kind: 'dockerMissing' }
  | { readonly kind: 'stackNameInvalid'; readonly stack: string }
  | { readonly kind: 'stackUntrusted' }
  | { readonly kind: 'stackFailed'; readonly stack: string; readonly exitCode: number | undefined };

export type KeyValueStoreFailure =
  | { readonly kind: 'storeRefused'; readonly url: string }
  | { readonly kind: 'storeSilent'; readonly url: string; readonly after: Milliseconds }
  | { readonly kind: 'storeUnreachable'; readonly url: string; readonly said: string }
  /** `isElecting`: it is a server of its own, with nobody to agree with, and leads itself within seconds (consul; seen after 1.2 to 2 s). */
  | { readonly kind: 'storeWithoutLeader'; readonly url: string; readonly isElecting: boolean }
  /** It answers with more than is read of one store. */
  | {
      readonly kind: 'storeTooMuch';
      readonly url: string;
      readonly of: 'bytes' | 'values' | 'entries';
      readonly most: number;
    }
  /** Each host has a store of its own at that URL, as an agent on `localhost`: it is never asked from here. */
  | { readonly kind: 'storeOnEachHost'; readonly url: string }
  /** The engines' options give it certificates (`cluster-store-opt kv.cacertfile`), which only hosts have. */
  | { readonly kind: 'storeUsesTls'; readonly url: string }
  /** It answers, and lets nobody read who has no token. */
  | { readonly kind: 'storeForbids'; readonly url: string; readonly said: string }
  /** Something answers there that does not speak the store's protocol. */
  | { readonly kind: 'notAStore'; readonly url: string; readonly said: string };

export type FileFailure =
  | { readonly kind: 'fileUnreadable'; readonly path: Path; readonly said: string }
  | { readonly kind: 'fileInvalid'; readonly path: Path; readonly problems: readonly FileProblem[] };

/** One thing wrong in a cluster file. Offsets are in UTF-16 units from the file's start. */
export interface FileProblem {
  readonly severity: 'error' | 'warning';
  readonly start: number;
  readonly end: number;
  /** Which words it gets, and what to put into them. */
  readonly problem: Problem;
}

export type Problem =
  | { readonly kind: 'syntax'; readonly said: string }
  | { readonly kind: 'tooLarge'; readonly bytes: number; readonly most: number }
  | { readonly kind: 'severalDocuments' }
  | { readonly kind: 'unknownKey'; readonly key: string; readonly near: string | undefined }
  | { readonly kind: 'unknownDriver'; readonly driver: string; readonly near: string | undefined }
  | {
      readonly kind: 'unknownOption';
      readonly driver: string;
      readonly option: string;
      readonly near: string | undefined;
    }
  | { readonly kind: 'missingKey'; readonly key: string }
  /** `expected` and `received`: map, list, text, number, yes or no, nothing; `a | b` for several, and for the words a key may have. */
  | { readonly kind: 'wrongType'; readonly key: string; readonly expected: string; readonly received: string }
  /** `expected` is English: `expectedText` of model/expectations translates it. */
  | { readonly kind: 'badValue'; readonly key: string; readonly value: string; readonly expected: string }
  | { readonly kind: 'badName'; readonly name: string; readonly why: NameFault }
  | { readonly kind: 'duplicateName'; readonly name: string }
  | { readonly kind: 'nothingToDo'; readonly key: string }
  | { readonly kind: 'secretInFile'; readonly option: string; readonly environment: string }
  /** docker-machine's own, which a plan sets; `key` is the one of the file that is for it, empty where there is none. */
  | { readonly kind: 'reservedOption'; readonly option: string; readonly key: string }
  | { readonly kind: 'conflict'; readonly key: string; readonly other: string };

export type NameFault = 'empty' | 'characters' | 'tooLong';

/** Why there is no plan: it could not work. */
export type PlanFailure =
  | { readonly kind: 'driverUnknown'; readonly driver: string; readonly said: string }
  /** No address in its record, and its driver did not say whether it is stopped. */
  | { readonly kind: 'machineUnclear'; readonly machine: string }
  /** `by` is the cluster it belongs to; empty: it stands alone. */
  | { readonly kind: 'nameTaken'; readonly machine: string; readonly by: string }
  /**
   * An engine of 23.0 or newer exits on `cluster-store`; `from` is the machine or install URL that tells, `file` the cluster file that
   * asks for a store, where one does.
   */
  | {
      readonly kind: 'engineWithoutClusterStore';
      readonly version: string;
      readonly from: string;
      readonly file?: Path | undefined;
    }
  /** Engines know swarm mode from 1.12 on. */
  | { readonly kind: 'engineWithoutSwarmMode'; readonly version: string; readonly from: string }
  /** It is ours, but of another orchestration: an engine that is told a store enters no swarm, and the other way round. */
  | { readonly kind: 'otherOrchestration'; readonly machine: string; readonly has: 'store' | 'swarm' }
  /** `by` is the cluster it belongs to, empty where that is none of the store's; `managers` those that its engine knows. */
  | {
      readonly kind: 'inAnotherSwarm';
      readonly machine: string;
      readonly by: string;
      readonly managers: readonly Address[];
    }
  | { readonly kind: 'hostUnreachable'; readonly machine: string; readonly address: Address; readonly cause: Failure }
  | { readonly kind: 'keyMissing'; readonly machine: string; readonly path: Path }
  | { readonly kind: 'storeDoesNotAnswer'; readonly url: string; readonly cause: Failure }
  /** Tried from that host over ssh. */
  | { readonly kind: 'storeUnreachableFrom'; readonly machine: string; readonly url: string; readonly cause: Failure }
  | { readonly kind: 'addressShared'; readonly machines: readonly string[]; readonly address: string }
  | { readonly kind: 'clusterUnknown'; readonly cluster: string }
  | { readonly kind: 'machineUnknown'; readonly machine: string }
  | { readonly kind: 'secretMissing'; readonly name: string }
  | { readonly kind: 'readOnly' }
  /** A workspace that is not trusted has neither its cluster files run nor programs that its folder may have a hand in. */
  | { readonly kind: 'untrusted'; readonly runs: 'file' | 'program' }
  | { readonly kind: 'several'; readonly failures: readonly Failure[] };

export type RunFailure =
  | {
      readonly kind: 'alreadyRunning';
      readonly cluster: string;
      readonly verb: 'up' | 'down' | 'rollback';
      readonly pid: number;
      readonly since: Date;
      /** The computer it runs on; undefined: this one. */
      readonly host?: string;
    }
  /** The file system of the machine store does not let us write a run's lock. */
  | { readonly kind: 'lockUnavailable'; readonly path: Path; readonly said: string }
  /** The lock that we held is gone: another run took it while this computer was away, or its folder was removed. */
  | {
      readonly kind: 'lockLost';
      readonly cluster: string;
      readonly verb: 'up' | 'down' | 'rollback';
      readonly path: Path;
    }
  /** What is there is not what the plan was made for that a person agreed to. `file` asked for it, where that is known. */
  | {
      readonly kind: 'planChanged';
      readonly cluster: string;
      readonly verb: 'up' | 'down' | 'rollback';
      readonly file?: Path;
    }
  /** It was not made by the services that should run it: settings have changed since, and with them perhaps all that it names. */
  | { readonly kind: 'planUnknown'; readonly cluster: string; readonly verb: 'up' | 'down' | 'rollback' }
  /** The machine store is another one than that of the question. Both without symbolic links. */
  | { readonly kind: 'storeChanged'; readonly was: Path; readonly now: Path }
  /** What has the name now is not what the question was about. */
  | {
      readonly kind: 'targetChanged';
      readonly what: 'machine' | 'container' | 'volume' | 'swarm';
      readonly name: string;
      /** In what they differ; `id`: the driver's, or Docker's, own; `holder`: the container of a volume, which is gone;
       * `purpose`: it makes no cluster. */
      readonly part:
        'driver' | 'id' | 'address' | 'folder' | 'key' | 'engine' | 'node' | 'created' | 'holder' | 'purpose';
      readonly was: string;
      readonly now: string;
    }
  /** `docker-machine` said all is well, yet these are not seen healthy. */
  | {
      readonly kind: 'nodesMissing';
      /** Who was asked: the manager's machine, or the store's URL where there is no manager. */
      readonly manager: string;
      readonly wanted: number;
      readonly healthy: number;
      readonly missing: readonly {
        readonly machine: string;
        /** The manager's word about it ("Unhealthy: …"), or that it has none. */
        readonly why: string;
        /** What was met by who asked for that word; undefined: it was given. */
        readonly cause?: Failure | undefined;
        /** What our own probe of its engine met; undefined: the engine answers. */
        readonly engine: Failure | undefined;
      }[];
    }
  /** A host that was to join a swarm has no way to the manager. */
  | { readonly kind: 'managerNotReached'; readonly machine: string; readonly manager: Address; readonly cause: Failure }
  /** A join failed, and the clock of its host is so far ahead of the manager's: certificates are not valid yet, or no more. */
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
  /** Managers of swarm mode take every network, and give it addresses afterwards: these have found none. */
  | { readonly kind: 'networkNotMade'; readonly network: string }
  /** A step threw what is no Failure: a bug of ours. It is logged with its stack; the run goes on without what depends on it. */
  | { readonly kind: 'unexpected'; readonly said: string };

/** What stands in the way of something that is done to one machine or container. */
export type ActionFailure =
  | { readonly kind: 'driverCannot'; readonly machine: string; readonly driver: string; readonly verb: MachineVerb }
  /** Something is being done to it in this window. */
  | { readonly kind: 'machineBusy'; readonly machine: string; readonly verb: MachineVerb }
  | { readonly kind: 'containerUnknown'; readonly machine: string; readonly container: string }
  /** Its containers of classic swarm advertise no former address. */
  | { readonly kind: 'agentCurrent'; readonly machine: string }
  /** It was to be recreated, which failed, and so did putting it back: it is there as `kept`, or stopped. */
  | {
      readonly kind: 'containerNotRestored';
      readonly machine: string;
      readonly container: string;
      readonly kept: string;
      readonly cause: Failure;
    };

/** What docker-machine can do to a machine that there is. */
export type MachineVerb = 'start' | 'stop' | 'restart' | 'regenerateCertificates' | 'remove' | 'openShell';

/** What a call to the outside gives. */
export type Outcome<T> = Result<T, Failure>;

/** Whether a key-value store has only just started, and leads itself in a moment. */
export const isElecting = (failure: Failure): boolean => failure.kind === 'storeWithoutLeader' && failure.isElecting;

/** Whether two who reach each other do not trust each other: others may be trusted. */
export const isAboutCertificates = ({ kind }: Failure): boolean =>
  ['certificateExpired', 'certificateNotYetValid', 'certificateMissing', 'certificateForeign'].includes(kind);

/** Whether an engine refused for want of room: Linux's own words, which engines pass on as they are. */
export const isOfFullDisk = ({ said }: Extract<Failure, { kind: 'engineError' }>): boolean =>
  /no space left on device/i.test(said);
