/** Hover for a key or value of a cluster file. Pure. */
import type { Translate } from '../../base/text.ts';
import { orchestrations } from '../../model/cluster.ts';
import { orchestrationLine } from '../../model/clusterFileText.ts';
import type { DriverOption } from '../../model/driver.ts';
import { keyAt, type KeyPath } from '../../model/fileKeys.ts';
import { driverWords } from '../driverWords.ts';
import { asText, joined, marked, type Markdown } from '../surface/markdown.ts';
import { becomes, driverOf } from './becomes.ts';
import { keyHelp, optionHelp } from './keyHelp.ts';
import { readLoosely } from './looseYaml.ts';
import { thingAt, type Thing } from './place.ts';

export interface Hover {
  readonly start: number;
  readonly end: number;
  readonly help: Markdown;
}

/** `options`: those of the driver under the cursor (`hoveredDriver`), as far as they are known. */
export function hoverAt(
  text: string,
  offset: number,
  options: readonly DriverOption[] | undefined,
  t: Translate,
): Hover | undefined {
  const root = readLoosely(text);
  const thing = thingAt(root, offset);
  if (!thing) return undefined;
  const flag = becomes(thing.path, root);
  // For a list element, use the list: it has the name.
  const path = thing.path.slice(0, thing.path.findLastIndex((step) => typeof step === 'string') + 1);
  const help = isOption(path) ? helpOfOption(path, options, flag, t) : helpOfKey(path, thing, flag, t);
  return help === ''
    ? undefined
    : { start: thing.start, end: thing.end, help: marked`**${asText(String(path.at(-1)))}**\n\n${help}` };
}

function helpOfOption(
  path: KeyPath,
  options: readonly DriverOption[] | undefined,
  flag: string | undefined,
  t: Translate,
): Markdown {
  const name = String(path.at(-1));
  const unknown: DriverOption = { name, takes: 'value', default: undefined, usage: '', variable: undefined };
  return optionHelp(options?.find((each) => each.name === name) ?? unknown, flag, t);
}

function helpOfKey(path: KeyPath, { what, text }: Thing, flag: string | undefined, t: Translate): Markdown {
  const key = keyAt(path);
  if (!key) return nothing;
  const own = what === 'value' ? asText(valueWords(path, text, t)) : nothing;
  return joined([own, keyHelp(key, flag, t)], '\n\n');
}

const nothing = asText('');

/** Driver whose options a hover would describe. Undefined if there is none. */
export function hoveredDriver(text: string, offset: number): string | undefined {
  const root = readLoosely(text);
  const thing = thingAt(root, offset);
  return thing && isOption(thing.path) ? driverOf(thing.path, root) : undefined;
}

const isOption = (path: KeyPath): boolean => {
  const named = path.filter((step) => typeof step === 'string');
  return named.at(-2) === 'options' && named.at(-3) === 'driver';
};

function valueWords(path: KeyPath, word: string, t: Translate): string {
  if (path.at(-1) === 'name' && path.at(-2) === 'driver') return driverWords(word, t);
  const orchestration = path[0] === 'orchestration' ? orchestrations.find((each) => each === word) : undefined;
  return orchestration === undefined ? '' : orchestrationLine(orchestration, t);
}
