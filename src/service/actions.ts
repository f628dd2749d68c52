/** What can be done to single machines and containers, as the windows of the product see it. Types only. */
import type { AgentMove } from '../model/agentMove.ts';
import type { Failure, MachineVerb, Outcome, Path } from '../model/failure.ts';
import type { Finding } from '../checks/allChecks.ts';
import type { Level } from '../model/cluster.ts';
import type { Targets } from '../model/identity.ts';

/** What is done to a machine by one call of docker-machine. `forget`: it is removed even where its driver cannot take it down. */
export type MachineAction = Exclude<MachineVerb, 'openShell'> | 'forget';

export interface MachineService {
  /**
   * Why this cannot be done to a machine: there is none, its driver cannot, a run is under way on its cluster, or something is
   * being done to it already. `change` and `terminal` ask the same.
   */
  obstacle(verb: MachineVerb | 'forget', machine: string): Promise<Failure | undefined>;
  /** Does it, looks again, and says what is different now. */
  change(
    verb: MachineAction,
    machine: string,
    options: {
      readonly signal: AbortSignal;
      readonly onLine?: (line: string) => void;
      /** What the question was about: another machine of that name, or another store, is left alone. */
      readonly targets: Targets;
    },
  ): Promise<Outcome<MachineChange>>;
  /** A terminal on its host, or, given a container's name, in that container. */
  terminal(machine: string, container?: string): Promise<Outcome<TerminalCall>>;
  /** What this program or another of this user is doing to the cluster's machines now, or has just done: then changes are its own. */
  isWorkedOn(cluster: string): Promise<boolean>;
}

/** What has become of a machine. */
export interface MachineChange {
  readonly machine: string;
  readonly verb: MachineAction;
  /** It is still in the store. */
  readonly isThere: boolean;
  readonly level: Level;
  /** What is wrong with it now, its cluster's word included. */
  readonly findings: readonly Finding[];
  readonly address: string | undefined;
  /** Its last address before, where that was another. */
  readonly addressBefore: string | undefined;
  /** Containers that ran before and do not run now, though its engine answers. */
  readonly ended: readonly string[];
}

/** A program for a terminal. */
export interface TerminalCall {
  /** Absolute. */
  readonly program: Path;
  readonly args: readonly string[];
  /** On top of the terminal's own. */
  readonly environment: Readonly<Record<string, string>>;
}

export type ContainerAction = 'start' | 'stop' | 'restart' | 'remove';

/** A container by its name on a machine's engine. */
export interface ContainerPlace {
  readonly machine: string;
  readonly container: string;
}

/** The container that has that name on that machine now: another one may have it later. */
export interface ContainerTarget extends ContainerPlace {
  readonly id: string;
}

export interface ContainerService {
  /** The container at a place, by name or id, for a question about it. */
  find(place: ContainerPlace): Promise<Outcome<ContainerTarget>>;
  /** Does it to that container and no other, and waits a moment until the picture shows it. */
  change(
    verb: ContainerAction,
    target: ContainerTarget,
    options: { readonly signal: AbortSignal },
  ): Promise<Outcome<ContainerChange>>;
  /** The last lines of its log and all that follow; ends well with the container, or with the signal. */
  followLog(
    place: ContainerPlace,
    lines: number,
    follow: {
      /** The engine answers: what comes now is the log. */
      readonly onOpened?: () => void;
      readonly onText: (text: string) => void | Promise<void>;
      readonly signal: AbortSignal;
    },
  ): Promise<Outcome<void>>;
}

export interface ContainerChange extends ContainerPlace {
  readonly verb: ContainerAction;
  /** Docker's word in the picture: running, exited …; undefined: it is not there. */
  readonly state: string | undefined;
  /** Docker's longer word: "Exited (1) 2 seconds ago". */
  readonly status: string;
}

/** Agents, and managers, of a classic swarm whose host has another address than they advertise. */
export interface SwarmAgents {
  /** Those of a machine, for a question about them; `agentCurrent`: there is none. */
  find(machine: string): Promise<Outcome<AgentMove>>;
  /** Replaces each by a container that is the same but for the address; the former one is kept until the new one runs. */
  recreate(
    move: AgentMove,
    options: {
      readonly signal: AbortSignal;
      /** What the question was about: another machine of that name is left alone. */
      readonly targets: Targets;
    },
  ): Promise<Outcome<AgentsRecreated>>;
}

export interface AgentsRecreated extends AgentMove {
  /** Former containers that are still there under another name, as they could not be removed. */
  readonly left: readonly string[];
  /** The manager lists the node at its address of now. */
  readonly isListed: boolean;
}
