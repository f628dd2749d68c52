// `npm run commands`: writes the commands, menus and key bindings in package.json from the table of commands. With `--check` it writes
// nothing, and fails if package.json is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command, MenuPlace } from '../src/ui/commands/command.ts';
import { commandTable } from '../src/ui/commands/commandTable.ts';
import { matching, viewId, type RowMatch } from '../src/ui/tree/rowContext.ts';
import { root } from './runProgram.ts';

interface Entry {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}
type Manifest = Readonly<Record<string, unknown>> & { readonly contributes: Readonly<Record<string, unknown>> };

const inView = `view == ${viewId}`;
/** The file names that `isClusterFile` accepts. */
const isClusterFile = 'resourceFilename =~ /^(.*\\.)?overlay-cluster\\.ya?ml$/';

const commandId = ({ id }: Command): string => `dockerOverlay.${id}`;

/** Hides commands that change something in read-only mode. The context key follows the setting in every scope, unlike `config.…`. */
const unlessReadOnly = ({ changes }: Command): readonly string[] => (changes ? ['!dockerOverlay.isReadOnly'] : []);

/** A menu entry that is shown under all these conditions. */
function entry(command: Command, conditions: readonly (string | undefined)[], group?: string): Entry {
  const when = conditions.filter((each) => each !== undefined).join(' && ');
  return { command: commandId(command), ...(when === '' ? {} : { when }), ...(group === undefined ? {} : { group }) };
}

/** Every command is in the palette unless an entry restricts it. */
function inPalette(command: Command): readonly Entry[] {
  if (command.palette === 'false') return [entry(command, ['false'])];
  const conditions = [...unlessReadOnly(command), ...(command.palette === undefined ? [] : [command.palette])];
  return conditions.length === 0 ? [] : [entry(command, conditions)];
}

function onRows(command: Command): readonly Entry[] {
  const { on, group, inline, inlineOn = on } = command;
  const at = (rows: RowMatch | undefined, where: string | undefined): readonly Entry[] =>
    rows === undefined || where === undefined
      ? []
      : [entry(command, [inView, ...matching(rows), ...unlessReadOnly(command)], where)];
  return [...at(inlineOn, inline === undefined ? undefined : `inline@${String(inline)}`), ...at(on, group)];
}

const inMenu =
  (where: string, placeOf: (command: Command) => MenuPlace | undefined) =>
  (command: Command): readonly Entry[] => {
    const place = placeOf(command);
    return place ? [entry(command, [where, ...unlessReadOnly(command), place.when], place.group)] : [];
  };

/** Not while the view's filter has focus. */
const hasFocus = `focusedView == ${viewId} && listFocus && !inputFocus`;

const keys = (command: Command): readonly object[] =>
  command.key ? [{ ...command.key, ...entry(command, [hasFocus, ...unlessReadOnly(command)]) }] : [];

const contributed = {
  commands: commandTable.map((command) => ({
    command: commandId(command),
    title: `%command.${command.id}%`,
    category: 'Docker Overlay',
    ...(command.icon === undefined ? {} : { icon: `$(${command.icon})` }),
  })),
  menus: {
    commandPalette: commandTable.flatMap(inPalette),
    'view/title': commandTable.flatMap(inMenu(inView, ({ view }) => view)),
    'view/item/context': commandTable.flatMap(onRows),
    'explorer/context': commandTable.flatMap(inMenu(isClusterFile, ({ files }) => files?.['explorer/context'])),
    'editor/title': commandTable.flatMap(inMenu(isClusterFile, ({ files }) => files?.['editor/title'])),
    'editor/context': commandTable.flatMap(inMenu(isClusterFile, ({ files }) => files?.['editor/context'])),
    'file/newFile': commandTable.flatMap((command) => (command.newFile ? [entry(command, [], 'file')] : [])),
  },
  keybindings: commandTable.flatMap(keys),
};

const file = path.join(root, 'package.json');
const before = readFileSync(file, 'utf8');
const manifest = JSON.parse(before) as Manifest;
const after = `${JSON.stringify({ ...manifest, contributes: { ...manifest.contributes, ...contributed } }, null, 2)}\n`;

if (!process.argv.includes('--check')) writeFileSync(file, after);
else if (before !== after) {
  console.error('package.json differs from the table of commands: npm run commands');
  process.exitCode = 1;
}
