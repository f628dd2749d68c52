/** Reads command arguments, which come from anywhere and may be anything. */
import type { ContainerPlace } from '../../service/actions.ts';

/** The text under `key`; undefined if there is none. */
export function textOf(argument: unknown, key: string): string | undefined {
  const value = valueOf(argument, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function valueOf(argument: unknown, key: string): unknown {
  return typeof argument === 'object' && argument !== null
    ? (argument as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

/** Names without duplicates. Empty if the argument has none, so the user is asked. */
export function machinesOf(argument: unknown, selected: unknown): readonly string[] {
  const rows = Array.isArray(selected) ? selected.filter(isMachine) : [];
  const given = rows.length > 0 ? rows : [argument];
  return [...new Set(given.flatMap((each) => textOf(each, 'machine') ?? []))];
}

/** Selected rows may include other things, or a container on a machine. */
const isMachine = (row: unknown): boolean =>
  textOf(row, 'machine') !== undefined && valueOf(row, 'container') === undefined;

export function containersOf(argument: unknown, selected: unknown): readonly ContainerPlace[] {
  const rows = Array.isArray(selected) ? selected.flatMap(placeOf) : [];
  const given = rows.length > 0 ? rows : placeOf(argument);
  const keys = given.map(({ machine, container }) => `${machine}\n${container}`);
  return given.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}

function placeOf(row: unknown): readonly ContainerPlace[] {
  const machine = textOf(row, 'machine');
  const container = textOf(row, 'container');
  return machine !== undefined && container !== undefined ? [{ machine, container }] : [];
}
