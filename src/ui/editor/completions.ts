/** Completions at the cursor in a cluster file: keys, their values, drivers, options and machines. Pure. */
import type { Translate } from '../../base/text.ts';
import { isOfDriver, isRequired, type DriverOption } from '../../model/driver.ts';
import { keyAt, keysAt, type FileKey, type KeyPath } from '../../model/fileKeys.ts';
import type { Markdown } from '../surface/markdown.ts';
import { becomes, driverOf } from './becomes.ts';
import { keyHelp, optionHelp } from './keyHelp.ts';
import { readLoosely } from './looseYaml.ts';
import type { YamlNode } from './yamlNode.ts';
import { placeAt, type Place } from './place.ts';
import { valuesAt, type KnownWords } from './values.ts';

/** What docker-machine and the snapshot know. */
export interface Knowledge extends KnownWords {
  /** Options of the driver at the cursor (`driverAt`). Undefined if docker-machine was not asked or did not answer. */
  readonly options: readonly DriverOption[] | undefined;
  /** Another extension already completes from the file's JSON Schema. */
  readonly hasSchemaSupport: boolean;
}

export interface Completion {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'option' | 'machine';
  /** As a VS Code snippet. */
  readonly snippet: string;
  /** Range to replace. */
  readonly start: number;
  readonly end: number;
  readonly detail: string;
  readonly help: Markdown;
  /** The next value has choices too: trigger completion again. */
  readonly asksOn: boolean;
}

/** In display order. */
export function completionsAt(text: string, offset: number, knowledge: Knowledge, t: Translate): readonly Completion[] {
  const place = placeAt(text, offset);
  if (!place) return [];
  const root = readLoosely(text);
  const pad = ' '.repeat(Math.max(0, place.column - indentOf(text, offset)));
  switch (place.what) {
    case 'key':
      return keyCompletions(place, place.path, { root, pad, knowledge, t });
    case 'value':
      return valueCompletions(place, { root, pad, knowledge, t });
    case 'item':
      return keyAt(place.path)?.takes === 'map'
        ? itemCompletions(place, { root, pad, knowledge, t })
        : valueCompletions(place, { root, pad, knowledge, t });
  }
}

/** Driver whose options can be completed at an offset. Undefined if none can. */
export function driverAt(text: string, offset: number): string | undefined {
  const place = placeAt(text, offset);
  if (!place) return undefined;
  const inOptions = place.path.findLastIndex((step) => step === 'options');
  return inOptions > 0 && place.path[inOptions - 1] === 'driver' ? driverOf(place.path, readLoosely(text)) : undefined;
}

interface Around {
  readonly root: YamlNode | undefined;
  /** Extra indentation for further lines of a snippet, beyond what VS Code adds. */
  readonly pad: string;
  readonly knowledge: Knowledge;
  readonly t: Translate;
}

function keyCompletions(place: Place, path: KeyPath, around: Around): readonly Completion[] {
  const { root, knowledge, t } = around;
  if (isOptions(path)) return optionCompletions(place, path, around);
  if (knowledge.hasSchemaSupport) return [];
  return keysAt(path)
    .filter(({ name }) => !place.siblings.includes(name))
    .map((key) => ({
      label: key.name,
      kind: 'key',
      snippet: before(place) + keySnippet(key, place, around.pad),
      ...replaced(place),
      detail: takesWords(key, t),
      help: keyHelp(key, becomes([...path, key.name], root), t),
      asksOn: valuesAt([...path, key.name], { root, words: knowledge, t }).length > 0,
    }));
}

function optionCompletions(place: Place, path: KeyPath, { root, pad, knowledge, t }: Around): readonly Completion[] {
  const driver = driverOf(path, root);
  const options = (knowledge.options ?? []).filter(({ name }) => isOfDriver(name) && !place.siblings.includes(name));
  const required = options.filter(({ name }) => isRequired(driver, name));
  return [...required, ...options.filter((option) => !required.includes(option))].map((option) => ({
    label: option.name,
    kind: 'option',
    snippet: before(place) + optionSnippet(option, place, pad),
    ...replaced(place),
    detail: required.includes(option) ? t('required') : (option.default ?? ''),
    help: optionHelp(option, undefined, t),
    asksOn: false,
  }));
}

function valueCompletions(place: Place, { root, knowledge, t }: Around): readonly Completion[] {
  return valuesAt(place.path, { root, words: knowledge, t })
    .filter(({ isOfSchema }) => !(isOfSchema && knowledge.hasSchemaSupport))
    .map(({ value, kind, detail, help }) => ({
      label: value,
      kind,
      snippet: before(place) + snippetText(value),
      ...replaced(place),
      detail,
      help,
      asksOn: false,
    }));
}

/** Completes an element of a list of maps: as a whole map by name, or its first key. */
function itemCompletions(place: Place, around: Around): readonly Completion[] {
  const { root, knowledge, t } = around;
  const named = valuesAt([...place.path, 'name'], { root, words: knowledge, t }).map(
    ({ value, kind, detail, help }): Completion => ({
      label: value,
      kind,
      snippet: `${before(place)}{ name: ${snippetText(value)} }`,
      ...replaced(place),
      detail,
      help,
      asksOn: false,
    }),
  );
  // The first line of a map after its dash.
  const first = { ...place, column: place.column + (place.hasDash ? 0 : 2) };
  const pad = place.hasDash ? around.pad : `${around.pad}  `;
  return [...named, ...keyCompletions(first, place.path, { ...around, pad })];
}

const isOptions = (path: KeyPath): boolean => path.at(-1) === 'options' && path.at(-2) === 'driver';

const replaced = ({ start, end }: Place): Pick<Completion, 'start' | 'end'> => ({ start, end });

/** The blank or dash missing before the insertion. */
const before = ({ needsBlank, what, hasDash }: Place): string =>
  `${needsBlank ? ' ' : ''}${what === 'item' && !hasDash ? '- ' : ''}`;

function keySnippet({ name, takes }: FileKey, { style, hasColon }: Place, pad: string): string {
  if (hasColon) return name;
  const isBlock = style === 'block';
  switch (takes) {
    case 'map':
    case 'record':
      return isBlock ? `${name}:\n${pad}  $0` : `${name}: { $0 \\}`;
    case 'maps':
      return isBlock ? `${name}:\n${pad}  - $0` : `${name}: [{ name: $0 \\}]`;
    case 'list':
      return isBlock ? `${name}:\n${pad}  - $0` : `${name}: [$0]`;
    case 'choice':
    case 'yesOrNo':
    case 'number':
    case 'text':
      return `${name}: $0`;
  }
}

function optionSnippet(
  { name, takes, default: otherwise }: DriverOption,
  { style, hasColon }: Place,
  pad: string,
): string {
  if (hasColon) return name;
  switch (takes) {
    case 'flag':
      return `${name}: true`;
    case 'list':
      return style === 'block' ? `${name}:\n${pad}  - $0` : `${name}: [$0]`;
    case 'value':
      return otherwise === undefined || otherwise === ''
        ? `${name}: $0`
        : `${name}: \${0:${snippetText(valueText(otherwise))}}`;
  }
}

/** A default as YAML: quoted if YAML would read it as something else. */
const valueText = (value: string): string => (/^[a-zA-Z0-9/][\w./@-]*$/.test(value) ? value : JSON.stringify(value));

/** Escapes the special characters of VS Code snippets. */
const snippetText = (text: string): string => text.replaceAll(/[\\$}]/g, '\\$&');

function takesWords({ takes }: FileKey, t: Translate): string {
  switch (takes) {
    case 'map':
    case 'record':
      return t('map');
    case 'maps':
    case 'list':
      return t('list');
    case 'choice':
      return t('choice');
    case 'yesOrNo':
      return t('yes or no');
    case 'number':
      return t('number');
    case 'text':
      return t('text');
  }
}

function indentOf(text: string, offset: number): number {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1);
  return /^[^\S\r\n]*/.exec(line)?.[0].length ?? 0;
}
