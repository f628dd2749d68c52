/** Each question of the new cluster file wizard as a form: its text, its initial value and its validation. Pure. */
import { named, type Translate } from '../../base/text.ts';
import { orchestrations, type Orchestration } from '../../model/cluster.ts';
import { orchestrationLine } from '../../model/clusterFileText.ts';
import { expectations, expectedText } from '../../model/expectations.ts';
import { isRequired, likelyInterface, type DriverOption } from '../../model/driver.ts';
import { parseStoreUrl, storeTypes, type StoreType } from '../../model/keyValueStore.ts';
import { machineNameFault } from '../../model/names.ts';
import { environmentOf, isSecret } from '../../model/secretOptions.ts';
import { driverWords } from '../driverWords.ts';
import { nameFaultWords } from '../explain/explainProblem.ts';
import { orchestrationWords } from '../tree/clusterRow.ts';
import { machineNames } from './answers.ts';
import { addressesIn, choosable, type Draft, type Question } from './draft.ts';

export type Form =
  | {
      readonly kind: 'choice';
      readonly placeholder: string;
      readonly choices: readonly Choice[];
      readonly chosen: string;
    }
  /** Any number of choices. */
  | {
      readonly kind: 'choices';
      readonly placeholder: string;
      readonly choices: readonly Choice[];
      readonly chosen: readonly string[];
    }
  | {
      readonly kind: 'text';
      readonly prompt: string;
      readonly placeholder: string;
      readonly value: string;
      /** Why an answer is invalid; undefined if it is valid. */
      readonly refused: (text: string) => string | undefined;
    };

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

/** What is known besides the answers. */
export interface Known {
  readonly drivers: readonly string[];
  /** Why docker-machine could not list its drivers, in a few words. */
  readonly unasked: string | undefined;
  readonly options: readonly DriverOption[];
  /** Names of existing machines outside the cluster. */
  readonly taken: ReadonlySet<string>;
  /** Clusters in the snapshot. */
  readonly clusters: readonly string[];
  /** The user's private SSH keys on this computer. */
  readonly sshKeys: readonly string[];
  readonly places: readonly Choice[];
}

/** Answers that open a file dialog. */
export const browse = 'browse:';

/** More would exceed the size limit of a cluster file. */
const mostMachines = 100;

export function formOf(question: Question, draft: Draft, known: Known, t: Translate): Form {
  switch (question.id) {
    case 'name':
      return textForm(t('Name of the cluster'), 'demo', draft.name ?? freeName(known.clusters), (text) => {
        const fault = machineNameFault(text);
        return fault && t('"{0}" is not a valid name: {1}.', text, nameFaultWords(fault, t));
      });
    case 'orchestration':
      return choiceForm(
        t('Which orchestrator?'),
        orchestrations.map((each) => orchestrationChoice(each, t)),
        draft.orchestration ?? 'classic',
      );
    case 'driver':
      return choiceForm(
        known.unasked === undefined
          ? t('Which driver creates the machines? These are the drivers of your docker-machine.')
          : t('Which driver creates the machines? {0}: these drivers are built into docker-machine.', known.unasked),
        // Machines with only an address get no engine, and so no cluster.
        known.drivers
          .filter((name) => name !== 'none')
          .map((name) => ({ ...bare(name), detail: driverWords(name, t) })),
        draft.driver ?? 'virtualbox',
      );
    case 'options':
      return optionsForm(draft, known, t);
    case 'value':
      return valueForm(question.option, draft, t);
    case 'store':
      return choiceForm(
        t('Where do the engines store cluster state?'),
        [...storeTypes.map((type) => storeChoice(type, t)), existingStore(t)],
        draft.store ?? 'consul',
      );
    case 'storeUrl':
      return textForm(t('Address of the key-value store'), 'consul://10.0.0.5:8500', draft.storeUrl ?? '', (text) =>
        isStoreUrl(text) ? undefined : t('Enter {0}.', expectedText(expectations.storeUrl, t)),
      );
    case 'managers':
      return choiceForm(t('How many managers?'), managerChoices(draft, t), String(draft.managers ?? 1));
    case 'nodes':
      return nodesForm(draft, t);
    case 'addresses':
      return addressesForm(draft, known, t);
    case 'sshUser':
      return textForm(
        t('User for SSH logins to the hosts, with passwordless sudo'),
        'root',
        draft.sshUser ?? 'root',
        (text) => (/^[^\s-]\S*$/.test(text) ? undefined : t('User names cannot contain spaces or start with a dash.')),
      );
    case 'sshKey':
      return choiceForm(
        t('Private SSH key for the hosts'),
        [
          ...[...new Set([...known.sshKeys, ...(draft.sshKey ? [draft.sshKey] : [])])].map(bare),
          { ...bare(browse), label: t('Browse…') },
          { ...bare(''), label: t('None'), detail: t('docker-machine then uses your default key') },
        ],
        draft.sshKey ?? known.sshKeys[0] ?? '',
      );
    case 'advertiseInterface':
      return textForm(
        t('Network interface that the hosts use to reach each other'),
        'eth1',
        draft.advertiseInterface ?? likelyInterface(draft.driver ?? ''),
        (text) =>
          /^[a-zA-Z0-9][a-zA-Z0-9._@-]{0,14}$/.test(text)
            ? undefined
            : t('Enter {0}.', expectedText(expectations.interface, t)),
      );
    case 'registryMirror':
      return textForm(
        t('Registry mirror that the engines pull images from; empty for none'),
        'http://mirror.example:5000',
        draft.registryMirror ?? '',
        (text) =>
          text === '' || /^https?:\/\/[^\s/]\S*$/.test(text)
            ? undefined
            : t('Enter {0}.', expectedText(expectations.httpUrl, t)),
      );
    case 'place':
      return choiceForm(
        t('Where should the file be saved?'),
        [...known.places, { ...bare(browse), label: t('Another Folder…') }],
        draft.place ?? known.places[0]?.value ?? browse,
      );
  }
}

const choiceForm = (placeholder: string, choices: readonly Choice[], chosen: string): Form => ({
  kind: 'choice',
  placeholder,
  choices,
  chosen,
});

/** Trims the answer. */
const textForm = (
  prompt: string,
  placeholder: string,
  value: string,
  refused: (text: string) => string | undefined,
): Form => ({ kind: 'text', prompt, placeholder, value, refused: (text) => refused(text.trim()) });

const bare = (value: string): Choice => ({ value, label: value, description: '', detail: '' });

function freeName(taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'demo' : `demo${String(number)}`;
    if (!taken.includes(name)) return name;
  }
}

const isStoreUrl = (text: string): boolean =>
  /^(consul|etcd|zk|zookeeper):\/\/[^/\s]+(\/\S*)?$/.test(text) && parseStoreUrl(text) !== undefined;

function optionsForm({ driver = '', options }: Draft, known: Known, t: Translate): Form {
  const all = choosable(driver, known.options);
  const describe = ({ name, default: otherwise, variable }: DriverOption): string => {
    if (isSecret(name)) return t('a secret: from the environment variable {0}', variable ?? environmentOf(name));
    if (isRequired(driver, name)) return t('required');
    return otherwise ? t('default {0}', otherwise) : '';
  };
  return {
    kind: 'choices',
    placeholder: t('Which options of {0}? Others keep their defaults.', driver),
    choices: all.map((option) => ({ ...bare(option.name), description: describe(option), detail: option.usage })),
    chosen: options ?? all.map(({ name }) => name).filter((name) => isRequired(driver, name)),
  };
}

function valueForm(
  { name, usage, default: otherwise = '', variable, takes }: DriverOption,
  draft: Draft,
  t: Translate,
): Form {
  const mayBeEmpty = variable !== undefined || !isRequired(draft.driver ?? '', name);
  const isNumber = takes === 'value' && /^\d+$/.test(otherwise);
  const prompt = [
    usage === '' ? name : `${name}: ${usage}`,
    takes === 'list' ? t('several, separated by commas') : undefined,
    mayBeEmpty && variable !== undefined ? t('empty: from the environment variable {0}', variable) : undefined,
  ];
  return textForm(prompt.filter(Boolean).join('; '), otherwise, draft.values?.[name] ?? otherwise, (text) => {
    if (text === '') return mayBeEmpty ? undefined : t('{0}: the driver {1} needs it.', name, draft.driver ?? '');
    if (/[\u0000-\u001f\u007f]/.test(text)) return t('{0}: enter {1}.', name, expectedText(expectations.line, t));
    return isNumber && !/^-?\d+$/.test(text)
      ? t('{0}: enter {1}.', name, expectedText(expectations.wholeNumber, t))
      : undefined;
  });
}

function storeChoice(type: StoreType, t: Translate): Choice {
  const detail = {
    consul: t('on its own machine'),
    etcd: t('on its own machine'),
    zookeeper: t('on its own machine; containers cannot talk across hosts with it'),
  }[type];
  return { ...bare(type), detail };
}

/** The label is the file's value; the description is the name in rows, if it differs. */
function orchestrationChoice(orchestration: Orchestration, t: Translate): Choice {
  const words = orchestrationWords(orchestration, t);
  return {
    ...bare(orchestration),
    description: words.replace(' ', '-') === orchestration ? '' : words,
    detail: orchestrationLine(orchestration, t),
  };
}

const existingStore = (t: Translate): Choice => ({
  ...bare('url'),
  label: t('Existing Store…'),
  detail: t('its address is looked up next'),
});

function managerChoices({ orchestration = 'classic' }: Draft, t: Translate): readonly Choice[] {
  const counts = orchestration === 'swarm-mode' ? [1, 3, 5, 7] : [1, 2, 3];
  return counts.map((count) => ({
    ...bare(String(count)),
    detail:
      count === 1
        ? t('enough to try it out')
        : orchestration === 'swarm-mode'
          ? t('keeps working if {0} are lost', (count - 1) / 2)
          : count === 2
            ? t('one leads, the other takes over if it is lost')
            : t('one leads, the others take over if it is lost'),
  }));
}

function nodesForm(draft: Draft, t: Translate): Form {
  const least = draft.orchestration === 'none' ? 1 : 0;
  const prompt = draft.orchestration === 'swarm-mode' ? t('How many workers?') : t('How many nodes?');
  return textForm(prompt, '2', String(draft.nodes ?? 2), (text) =>
    /^\d{1,3}$/.test(text) && Number(text) >= least && Number(text) <= mostMachines
      ? undefined
      : t('Enter a number from {0} to {1}.', least, mostMachines),
  );
}

function addressesForm(draft: Draft, { taken }: Known, t: Translate): Form {
  const { all } = machineNames(draft, taken);
  const prompt = t('Addresses of {0}, in this order and separated by spaces', named(all, t));
  return textForm(prompt, '10.0.0.11 10.0.0.12 …', (draft.addresses ?? []).join(' '), (text) => {
    const addresses = addressesIn(text);
    if (addresses.length !== all.length)
      return t('{0} of {1} addresses: one for each of {2}', addresses.length, all.length, named(all, t));
    const odd = addresses.find((each) => !/^[a-zA-Z0-9][a-zA-Z0-9.:-]*$/.test(each));
    if (odd !== undefined) return t('"{0}" is not a host address.', odd);
    const twice = addresses.find((each, index) => addresses.indexOf(each) !== index);
    return twice === undefined ? undefined : t('{0} is listed twice.', twice);
  });
}
