/** Converts a finished draft to a cluster file. Pure. */
import type { ClusterFileAnswers, MachineAnswer } from '../../model/clusterFileText.ts';
import {
  installsNewestEngine,
  installUrlForStores,
  isRequired,
  likelyInterface,
  type DriverOption,
} from '../../model/driver.ts';
import type { OptionValue } from '../../model/plan.ts';
import { isSecret } from '../../model/secretOptions.ts';
import { choosable, type Draft } from './draft.ts';

/** `taken`: names of existing machines outside the cluster. */
export function answersOf(
  draft: Draft,
  known: readonly DriverOption[],
  taken: ReadonlySet<string>,
): ClusterFileAnswers {
  const { name = 'demo', orchestration = 'classic', driver = 'virtualbox', store = 'consul' } = draft;
  const names = machineNames(draft, taken);
  const machine = (each: string): MachineAnswer => {
    const address = draft.addresses?.[names.all.indexOf(each)];
    return { name: each, options: address === undefined ? {} : { 'generic-ip-address': address } };
  };
  return {
    name,
    orchestration,
    driver: { name: driver, options: driverOptions(draft, known) },
    secrets: secretsOf(draft, known),
    store:
      store === 'url'
        ? { kind: 'url', url: draft.storeUrl ?? '' }
        : { kind: 'machine', type: store, machine: machine(names.store ?? 'kvstore') },
    managers: names.managers.map(machine),
    nodes: names.nodes.map(machine),
    advertiseInterface: draft.advertiseInterface ?? likelyInterface(driver),
    registryMirror: draft.registryMirror ?? '',
    installUrl: orchestration !== 'swarm-mode' && installsNewestEngine(driver) ? installUrlForStores : '',
  };
}

/** Secret options that the driver needs or that the user chose: their values come from the environment. */
export function secretsOf({ driver = '', options }: Draft, known: readonly DriverOption[]): readonly string[] {
  return choosable(driver, known)
    .map(({ name }) => name)
    .filter((name) => isSecret(name) && (options ? options.includes(name) : isRequired(driver, name)));
}

export interface MachineNames {
  /** Undefined: the key-value store does not run on a machine of the cluster. */
  readonly store: string | undefined;
  readonly managers: readonly string[];
  readonly nodes: readonly string[];
  /** In the order in which addresses are asked for. */
  readonly all: readonly string[];
}

/** The article's machine names; prefixed with the cluster's name if one of those is taken. */
export function machineNames(draft: Draft, taken: ReadonlySet<string>): MachineNames {
  const usual = named('swarm-', 'kvstore', draft);
  if (!usual.all.some((name) => taken.has(name))) return usual;
  // A hostname may have 63 letters; the longest suffix to the cluster's name is "manager100".
  const own = (draft.name ?? 'demo').slice(0, 50);
  return named(`${own}-`, `${own}-kvstore`, draft);
}

function named(prefix: string, storeName: string, draft: Draft): MachineNames {
  const { orchestration = 'classic', store: kind = 'consul' } = draft;
  const count = orchestration === 'none' ? 0 : (draft.managers ?? 1);
  const numbered = (stem: string, of: number): readonly string[] =>
    Array.from({ length: of }, (_, index) => `${prefix}${stem}${String(index + 1)}`);
  const store = orchestration === 'swarm-mode' || kind === 'url' ? undefined : storeName;
  const managers = count === 1 ? [`${prefix}manager`] : numbered('manager', count);
  const nodes = numbered('node', draft.nodes ?? 2);
  return { store, managers, nodes, all: [...(store === undefined ? [] : [store]), ...managers, ...nodes] };
}

function driverOptions(draft: Draft, known: readonly DriverOption[]): Readonly<Record<string, OptionValue>> {
  const { driver = '', options = [], values = {}, sshUser = '', sshKey = '' } = draft;
  const hosts = driver === 'generic' ? { 'generic-ssh-user': sshUser, 'generic-ssh-key': sshKey } : {};
  const chosen = choosable(driver, known).flatMap((option): [string, OptionValue][] => {
    const { name, takes } = option;
    if (isSecret(name)) return [];
    if (takes === 'flag') return options.includes(name) ? [[name, true]] : [];
    return isAsked(name) ? [[name, optionValue(option, values[name] ?? '')]] : [];
  });
  return Object.fromEntries([...Object.entries(hosts), ...chosen].filter(([, value]) => value !== ''));

  function isAsked(name: string): boolean {
    return draft.options ? options.includes(name) : isRequired(driver, name);
  }
}

/** Numbers stay numbers, as in a hand-written file. */
function optionValue({ takes }: DriverOption, text: string): OptionValue {
  if (text === '') return '';
  if (takes === 'list')
    return text
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '');
  const number = Number(text);
  return Number.isSafeInteger(number) && String(number) === text ? number : text;
}
