/** Settings read with an eye to who set them: the user's own, or a workspace, whose files come from others. */
import { workspace, type Uri, type WorkspaceConfiguration } from 'vscode';

type Inspected = NonNullable<ReturnType<WorkspaceConfiguration['inspect']>>;

/** What a setting is worth in each place that sets it, for each folder that is open. */
function inspected(name: string): readonly Inspected[] {
  const folders: readonly (Uri | undefined)[] = [
    undefined,
    ...(workspace.workspaceFolders ?? []).map(({ uri }) => uri),
  ];
  return folders.flatMap((uri) => workspace.getConfiguration('dockerOverlay', uri).inspect(name) ?? []);
}

/** Whether any place says `true`, for what a nearer place must not switch off again. */
export function isTrueAnywhere(name: string): boolean {
  return inspected(name).some(({ key: _, languageIds: __, ...values }) => Object.values(values).includes(true));
}

/** What the user's own settings say, whatever the workspace's do. */
export function userValue(name: string): unknown {
  const [first] = inspected(name);
  return first?.globalLanguageValue ?? first?.globalValue;
}

/** A number between two others; what is none is `otherwise`. */
export function numberBetween(value: unknown, least: number, most: number, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : otherwise;
}

export interface Variable {
  readonly name: string;
  readonly value: string;
  /** Empty: the user's own; else the workspace whose settings set it. */
  readonly setBy: string;
}

/** A map of texts, each with who set it. VS Code merges the maps of all places, the nearest last. */
export function variables(name: string): readonly Variable[] {
  const configuration = workspace.getConfiguration('dockerOverlay');
  const places = configuration.inspect(name);
  const here = [places?.workspaceValue, places?.workspaceFolderValue].map(texts);
  const own = workspace.workspaceFile ?? workspace.workspaceFolders?.[0]?.uri;
  return Object.entries(texts(configuration.get<unknown>(name))).map(([key, value]) => ({
    name: key,
    value,
    setBy: here.some((each) => Object.hasOwn(each, key)) ? (own?.toString() ?? 'workspace') : '',
  }));
}

function texts(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => {
      if (typeof each === 'string') return [[key, each]];
      return typeof each === 'number' || typeof each === 'boolean' ? [[key, String(each)]] : [];
    }),
  );
}
