/** What may stand at a place of a cluster file, read from the schema that validates it. */
import { getDescription, type GenericSchema } from 'valibot';
import { clusterFileSchema } from './clusterFileSchema.ts';

/** One step into a cluster file per element: a key of a map or an index of a list. */
export type KeyPath = readonly (string | number)[];

export interface FileKey {
  readonly name: string;
  /** `record`: a map whose keys anybody chooses. `maps`: a list of maps. */
  readonly takes: 'map' | 'maps' | 'record' | 'list' | 'choice' | 'yesOrNo' | 'number' | 'text';
  /** The words it may be; of `choice`. */
  readonly choices: readonly string[];
  /** What it is without being written; undefined: nothing, or what other keys say. */
  readonly default: string | undefined;
  /** In English, as the schema has it. */
  readonly description: string | undefined;
}

/** The keys that may stand in the map at a path; none where there is no map, or one of anybody's keys. */
export function keysAt(path: KeyPath): readonly FileKey[] {
  const entries = shapeAt(path)?.shape.entries ?? {};
  return Object.entries(entries).map(([name, schema]) => fileKey(name, schema));
}

/** The key, or element of a list, at a path; undefined: nothing may stand there. */
export function keyAt(path: KeyPath): FileKey | undefined {
  const found = shapeAt(path);
  return found && fileKey(String(path.at(-1) ?? ''), found.schema);
}

/** What of a valibot schema is looked at; `optional` wraps another, a pipe carries its first one along. */
interface Shape {
  readonly type: string;
  readonly wrapped?: Shape;
  readonly default?: unknown;
  readonly entries?: Readonly<Record<string, Shape>>;
  readonly item?: Shape;
  readonly value?: Shape;
  readonly options?: readonly unknown[];
}

function shapeAt(path: KeyPath): { readonly schema: Shape; readonly shape: Shape } | undefined {
  let schema: Shape | undefined = clusterFileSchema;
  for (const step of path) {
    const shape: Shape = unwrapped(schema);
    schema =
      typeof step === 'number'
        ? shape.item
        : shape.entries && Object.hasOwn(shape.entries, step)
          ? shape.entries[step]
          : shape.type === 'record'
            ? shape.value
            : undefined;
    if (!schema) return undefined;
  }
  return { schema, shape: unwrapped(schema) };
}

const unwrapped = (schema: Shape): Shape => (schema.wrapped ? unwrapped(schema.wrapped) : schema);

function fileKey(name: string, schema: Shape): FileKey {
  const shape = unwrapped(schema);
  const { default: otherwise } = schema;
  return {
    name,
    takes: takesOf(shape),
    choices: shape.type === 'picklist' ? (shape.options ?? []).map(String) : [],
    default:
      ['string', 'number', 'boolean'].includes(typeof otherwise) && otherwise !== '' ? String(otherwise) : undefined,
    description: getDescription(shape as unknown as GenericSchema),
  };
}

function takesOf(shape: Shape): FileKey['takes'] {
  switch (shape.type) {
    case 'strict_object':
      return 'map';
    case 'record':
      return 'record';
    case 'array':
      return shape.item && unwrapped(shape.item).type === 'strict_object' ? 'maps' : 'list';
    case 'picklist':
      return 'choice';
    case 'boolean':
      return 'yesOrNo';
    case 'number':
      return 'number';
    default:
      return 'text';
  }
}
