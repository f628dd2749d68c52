// Faults on the lab's hosts, as data: the lab commands that inject and fix each one, and how the lab's status shows it. Answers the same
// queries as the simulator (`question fault|mend`), so that the demo's commands work with both.
import type { Question } from '../src/simulator/world/choices.ts';
import { faultWords } from '../src/simulator/world/faultWords.ts';

/** A host of the lab with the machine on it, which may not have been created yet. */
export interface LabMachine {
  readonly name: string;
  readonly host: number;
  readonly address: string;
}

/** A host's line in `lab status`. */
export interface HostStatus {
  readonly host: number;
  readonly isOn: boolean;
  readonly link: string;
  /** The unit's state in systemd, or `frozen`. */
  readonly engine: string;
}

interface LabFault {
  readonly label: string;
  readonly shows: string;
  readonly canBefall: (status: HostStatus) => boolean;
  readonly isInForce: (status: HostStatus) => boolean;
  /** Arguments for the lab program, one list per call. */
  readonly strike: (host: string) => readonly (readonly string[])[];
  readonly mend: (host: string) => readonly (readonly string[])[];
}

const isStopped = ({ isOn, engine }: HostStatus): boolean => isOn && (engine === 'inactive' || engine === 'failed');

/** In the order in which several faults are fixed. */
const labFaults: Readonly<Record<string, LabFault>> = {
  'power-off': {
    ...faultWords.powerOff,
    canBefall: ({ isOn }) => isOn,
    isInForce: ({ isOn }) => !isOn,
    strike: (host) => [['kill', host]],
    mend: (host) => [
      ['boot', host],
      ['wait', host],
    ],
  },
  unplug: {
    ...faultWords.unplug,
    canBefall: ({ isOn, link }) => isOn && link === 'up',
    isInForce: ({ isOn, link }) => isOn && link === 'down',
    strike: (host) => [['link', host, 'down']],
    mend: (host) => [['link', host, 'up']],
  },
  freeze: {
    ...faultWords.freeze,
    canBefall: ({ engine }) => engine === 'active',
    isInForce: ({ engine }) => engine === 'frozen',
    strike: (host) => [['freeze', host]],
    mend: (host) => [['thaw', host]],
  },
  stop: {
    ...faultWords.stop,
    canBefall: ({ engine }) => engine === 'active',
    isInForce: isStopped,
    strike: (host) => [['enter', host, 'systemctl', 'stop', 'docker']],
    mend: (host) => [['enter', host, 'systemctl', 'start', 'docker']],
  },
};

/** The result of a command line: text to print, or calls of the lab program and the text to print after them. */
export type LabAnswer =
  { readonly says: string } | { readonly calls: readonly (readonly string[])[]; readonly says: string };

/** @throws an error that lists the valid words if these are invalid */
export function answerOnLab(
  words: readonly string[],
  machines: readonly LabMachine[],
  status: readonly HostStatus[],
): LabAnswer {
  const [verb, ...rest] = words;
  switch (verb) {
    case 'question':
      return { says: JSON.stringify(question(rest, machines, status) ?? null) };
    case 'fault': {
      const { fault, machine } = told(completed(rest, machines, status), machines);
      return { calls: fault.strike(String(machine.host)), says: `${machine.name}: ${fault.shows}.` };
    }
    case 'mend': {
      if (rest[0] !== 'all') {
        const { fault, machine } = told(rest, machines);
        return { calls: fault.mend(String(machine.host)), says: 'Fixed.' };
      }
      const calls = brokenNow(machines, status).flatMap(({ fault, machine }) => fault.mend(String(machine.host)));
      return { calls, says: 'All faults are fixed.' };
    }
    default:
      return { says: help(machines) };
  }
}

/** @throws for an unknown fault or machine */
export function checkLabFault([name = '', machine]: readonly string[], machines: readonly LabMachine[]): void {
  faultNamed(name);
  if (machine !== undefined) machineNamed(machine, machines);
}

/** Parses the table that `lab status` prints. */
export function parseStatus(printed: string): readonly HostStatus[] {
  return printed.split('\n').flatMap((line) => {
    const [name = '', init = '', , , link = '', engine = ''] = line.trim().split(/\s+/);
    const [, host] = /^m(\d+)$/.exec(name) ?? [];
    return host === undefined ? [] : [{ host: Number(host), isOn: init !== '-', link, engine }];
  });
}

/** Without a machine, a fault applies to the first one that it fits. */
function completed(
  words: readonly string[],
  machines: readonly LabMachine[],
  status: readonly HostStatus[],
): readonly string[] {
  const open = question(['fault', ...words], machines, status);
  if (!open) return words;
  const [first] = open.choices;
  if (!first) throw new Error(`there is nothing that ${words.join(' ')} could befall now`);
  return [...words, ...first.words];
}

function told(words: readonly string[], machines: readonly LabMachine[]): { fault: LabFault; machine: LabMachine } {
  const [name = '', on = ''] = words;
  return { fault: faultNamed(name), machine: machineNamed(on, machines) };
}

function faultNamed(name: string): LabFault {
  const fault = labFaults[name];
  if (!fault) throw new Error(`no fault ${name} on the lab; there are ${Object.keys(labFaults).join(', ')}`);
  return fault;
}

function machineNamed(name: string, machines: readonly LabMachine[]): LabMachine {
  const machine = machines.find((each) => each.name === name);
  if (!machine) throw new Error(`no machine ${name}; there are ${machines.map((each) => each.name).join(', ')}`);
  return machine;
}

function question(
  [verb, name, machine]: readonly string[],
  machines: readonly LabMachine[],
  status: readonly HostStatus[],
): Question | undefined {
  const where = (holds: (status: HostStatus) => boolean): readonly LabMachine[] =>
    machines.filter(({ host }) => status.some((each) => each.host === host && holds(each)));
  if (verb === 'mend') return name === undefined ? whatToMend(machines, status) : undefined;
  if (verb !== 'fault') throw new Error(`no question about ${verb ?? 'nothing'}: fault or mend`);
  if (name === undefined)
    return {
      title: 'What should break?',
      choices: Object.entries(labFaults)
        .filter(([, { canBefall }]) => where(canBefall).length > 0)
        .map(([word, { label, shows }]) => ({ words: [word], label, description: word, detail: shows })),
    };
  const fault = faultNamed(name);
  if (machine !== undefined) return undefined;
  return {
    title: 'Which machine?',
    choices: where(fault.canBefall).map((each) => ({
      words: [each.name],
      label: each.name,
      description: each.address,
    })),
  };
}

function whatToMend(machines: readonly LabMachine[], status: readonly HostStatus[]): Question {
  const broken = brokenNow(machines, status);
  const all = { words: ['all'], label: 'Fix everything', description: String(broken.length) };
  return {
    title: broken.length === 0 ? 'Nothing is broken.' : 'What should be fixed?',
    choices: [
      ...(broken.length > 1 ? [all] : []),
      ...broken.map(({ name, fault, machine }) => ({
        words: [name, machine.name],
        label: fault.label,
        description: machine.name,
      })),
    ],
  };
}

function brokenNow(
  machines: readonly LabMachine[],
  status: readonly HostStatus[],
): readonly { readonly name: string; readonly fault: LabFault; readonly machine: LabMachine }[] {
  return Object.entries(labFaults).flatMap(([name, fault]) =>
    machines
      .filter(({ host }) => status.some((each) => each.host === host && fault.isInForce(each)))
      .map((machine) => ({ name, fault, machine })),
  );
}

function help(machines: readonly LabMachine[]): string {
  return [
    'fault|mend NAME MACHINE (a fault without one befalls the first that it can)',
    ...Object.entries(labFaults).map(([name, { shows }]) => `  ${name.padEnd(12)}${shows}`),
    'mend all               whatever is broken',
    'question fault|mend …  what must be told behind these words, as JSON',
    `machines: ${machines.map(({ name }) => name).join(', ')}`,
  ].join('\n');
}
