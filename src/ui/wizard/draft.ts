/** The draft of a cluster file: answers so far, what follows from them, and the remaining questions. Pure. */
import type { Orchestration } from '../../model/cluster.ts';
import { isOfDriver, isRequired, requiredOptions, type DriverOption } from '../../model/driver.ts';
import type { StoreType } from '../../model/keyValueStore.ts';
import { isSecret } from '../../model/secretOptions.ts';

/** Undefined: not answered yet. */
export interface Draft {
  readonly name?: string;
  readonly orchestration?: Orchestration;
  readonly driver?: string;
  /** Options to set. */
  readonly options?: readonly string[];
  /** By option; empty: left out. */
  readonly values?: Readonly<Record<string, string>>;
  readonly store?: StoreType | 'url';
  readonly storeUrl?: string;
  readonly managers?: number;
  readonly nodes?: number;
  /** Addresses of existing hosts, in the order of the machines. */
  readonly addresses?: readonly string[];
  readonly sshUser?: string;
  /** Empty: docker-machine's default. */
  readonly sshKey?: string;
  readonly advertiseInterface?: string;
  readonly registryMirror?: string;
  /** URI of the new file. */
  readonly place?: string;
}

export type Question =
  | { readonly id: Exclude<keyof Draft, 'values'> }
  /** Value of an option. */
  | { readonly id: 'value'; readonly option: DriverOption };

/** Questions in order, based on the answers so far. `known`: the driver's options. */
export function questionsOf(draft: Draft, known: readonly DriverOption[]): readonly Question[] {
  const isHosts = draft.driver === 'generic';
  const driver = draft.driver ?? '';
  const when = (is: boolean, ...ids: readonly Exclude<Question['id'], 'value'>[]): readonly Question[] =>
    is ? ids.map((id) => ({ id })) : [];
  return [
    ...when(true, 'name', 'orchestration', 'driver'),
    ...when(choosable(driver, known).length > 0, 'options'),
    ...valueOptions(draft, known).map((option) => ({ id: 'value', option }) as const),
    ...when(draft.orchestration !== 'swarm-mode', 'store'),
    ...when(draft.orchestration !== 'swarm-mode' && draft.store === 'url', 'storeUrl'),
    ...when(draft.orchestration !== 'none', 'managers'),
    ...when(true, 'nodes'),
    ...when(isHosts, 'addresses', 'sshUser', 'sshKey'),
    ...when(true, 'advertiseInterface', 'registryMirror', 'place'),
  ];
}

/** Host options with a question of their own. */
const asked = new Set(['generic-ip-address', 'generic-ssh-user', 'generic-ssh-key']);

/** Options to choose from, required ones first. Those are included even if the driver's options are unknown. */
export function choosable(driver: string, known: readonly DriverOption[]): readonly DriverOption[] {
  const own = known.filter(({ name }) => isOfDriver(name) && !asked.has(name));
  const required = requiredOptions(driver)
    .filter((name) => !asked.has(name))
    .map((name) => own.find((option) => option.name === name) ?? untold(name));
  return [...required, ...own.filter(({ name }) => !isRequired(driver, name))];
}

const untold = (name: string): DriverOption => ({
  name,
  takes: 'value',
  default: undefined,
  usage: '',
  variable: undefined,
});

/** Options whose values are asked for: a flag has none, and a secret stays out of the file. */
function valueOptions({ driver = '', options }: Draft, known: readonly DriverOption[]): readonly DriverOption[] {
  return choosable(driver, known).filter(
    ({ name, takes }) =>
      takes !== 'flag' && !isSecret(name) && (options ? options.includes(name) : isRequired(driver, name)),
  );
}

/** The draft after an answer. A new driver discards answers about the old one. */
export function answered(draft: Draft, question: Question, answer: string | readonly string[]): Draft {
  const text = typeof answer === 'string' ? answer.trim() : answer.join(' ');
  switch (question.id) {
    case 'value':
      return { ...draft, values: { ...draft.values, [question.option.name]: text } };
    case 'options':
      return { ...draft, options: typeof answer === 'string' ? [answer] : answer };
    case 'driver': {
      if (text === draft.driver) return draft;
      const { name, orchestration, store, storeUrl, managers, nodes, registryMirror } = draft;
      return defined({ name, orchestration, driver: text, store, storeUrl, managers, nodes, registryMirror });
    }
    case 'orchestration':
      return { ...draft, orchestration: text as Orchestration };
    case 'store':
      return { ...draft, store: text as StoreType | 'url' };
    case 'managers':
    case 'nodes':
      return { ...draft, [question.id]: Number(text) };
    case 'addresses':
      return { ...draft, addresses: addressesIn(text) };
    case 'name':
    case 'storeUrl':
    case 'sshUser':
    case 'sshKey':
    case 'advertiseInterface':
    case 'registryMirror':
    case 'place':
      return { ...draft, [question.id]: text };
  }
}

export const addressesIn = (text: string): readonly string[] => text.split(/[\s,;]+/).filter((each) => each !== '');

/** Without undefined answers. */
function defined(draft: { readonly [K in keyof Draft]: Draft[K] | undefined }): Draft {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined));
}
