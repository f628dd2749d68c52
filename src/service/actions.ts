/** Actions on single machines and containers, as the UI sees them. Types only. */
import type { AgentMove } from '../model/agentMove.ts';
import type { Failure, MachineVerb, Outcome } from '../model/failure.ts';
import type { Path } from '../base/hostPath.ts';
import type { Finding } from '../checks/allChecks.ts';
import type { Level } from '../model/cluster.ts';
import type { Targets } from '../model/identity.ts';

/** An action on a machine, done with one docker-machine call. `forget` removes it even if its driver cannot delete it. */
export type MachineAction = Exclude<MachineVerb, 'openShell'> | 'forget';

export interface MachineService {
  /**
   * Returns why the action cannot run: no such machine, not supported by its driver, a run in progress on its cluster, or another action in
   * progress on the machine. `change` and `terminal` check the same.
   */
  obstacle(verb: MachineVerb | 'forget', machine: string): Promise<Failure | undefined>;
  /** Runs the action, refreshes the snapshot and returns what changed. */
  change(
    verb: MachineAction,
    machine: string,
    options: {
      readonly signal: AbortSignal;
      readonly onLine?: (line: string) => void;
      /** The machine and store that the confirmation named; others of the same name are not touched. */
      readonly targets: Targets;
    },
  ): Promise<Outcome<MachineChange>>;
  /** A terminal on the machine's host or, with a container's name, in that container. */
  terminal(machine: string, container?: string): Promise<Outcome<TerminalCall>>;
  /**
   * Whether this program, or another of the same user, is changing machines of the cluster or has just done so. Observed changes are then
   * its own.
   */
  isWorkedOn(cluster: string): Promise<boolean>;
}

/** The state of a machine after an action. */
export interface MachineChange {
  readonly machine: string;
  readonly verb: MachineAction;
  /** It is still in the machine store. */
  readonly isThere: boolean;
  readonly level: Level;
  /** Its current findings, including those of its cluster. */
  readonly findings: readonly Finding[];
  readonly address: string | undefined;
  /** Its previous address, if it changed. */
  readonly addressBefore: string | undefined;
  /** Containers that ran before and have stopped, if the engine answers. */
  readonly ended: readonly string[];
}

/** A program to run in a terminal. */
export interface TerminalCall {
  /** Absolute path. */
  readonly program: Path;
  readonly args: readonly string[];
  /** Added to the terminal's own environment. */
  readonly environment: Readonly<Record<string, string>>;
}

export type ContainerAction = 'start' | 'stop' | 'restart' | 'remove';

/** A container, identified by its name and its machine. */
export interface ContainerPlace {
  readonly machine: string;
  readonly container: string;
}

/** A container with its ID, because another container may take its name later. */
export interface ContainerTarget extends ContainerPlace {
  readonly id: string;
}

export interface ContainerService {
  /** Finds a container by name or ID, so that a confirmation can name it. */
  find(place: ContainerPlace): Promise<Outcome<ContainerTarget>>;
  /** Runs the action on that container only, and waits briefly until the snapshot shows the result. */
  change(
    verb: ContainerAction,
    target: ContainerTarget,
    options: { readonly signal: AbortSignal },
  ): Promise<Outcome<ContainerChange>>;
  /** Reads the last lines of the container's log and follows it. Succeeds when the container stops or the signal aborts. */
  followLog(
    place: ContainerPlace,
    lines: number,
    follow: {
      /** The engine has answered: the text that follows is the log. */
      readonly onOpened?: () => void;
      readonly onText: (text: string) => void | Promise<void>;
      readonly signal: AbortSignal;
    },
  ): Promise<Outcome<void>>;
}

export interface ContainerChange extends ContainerPlace {
  readonly verb: ContainerAction;
  /** Docker's state in the snapshot: running, exited and so on; undefined: no such container. */
  readonly state: string | undefined;
  /** Docker's status text: "Exited (1) 2 seconds ago". */
  readonly status: string;
}

/** Agents and managers of a classic swarm that advertise an address which their host no longer has. */
export interface SwarmAgents {
  /** Finds a machine's stale containers, so that a confirmation can name them. `agentCurrent`: there are none. */
  find(machine: string): Promise<Outcome<AgentMove>>;
  /** Replaces each container with one that differs only in its address. Keeps the old container until the new one runs. */
  recreate(
    move: AgentMove,
    options: {
      readonly signal: AbortSignal;
      /** The machine that the confirmation named; another one of the same name is not touched. */
      readonly targets: Targets;
    },
  ): Promise<Outcome<AgentsRecreated>>;
}

export interface AgentsRecreated extends AgentMove {
  /** Old containers that could not be removed and still exist under another name. */
  readonly left: readonly string[];
  /** The manager lists the node at its current address. */
  readonly isListed: boolean;
}
