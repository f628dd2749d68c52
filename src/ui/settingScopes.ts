/** Reads settings by scope: the user's own, or a workspace's, whose files come from others. */
import { workspace, type Uri, type WorkspaceConfiguration } from 'vscode';

type Inspected = NonNullable<ReturnType<WorkspaceConfiguration['inspect']>>;

/** Values of a setting in each scope, for each open folder. */
function inspected(name: string): readonly Inspected[] {
  const folders: readonly (Uri | undefined)[] = [
    undefined,
    ...(workspace.workspaceFolders ?? []).map(({ uri }) => uri),
  ];
  return folders.flatMap((uri) => workspace.getConfiguration('dockerOverlay', uri).inspect(name) ?? []);
}

/** Whether any scope sets `true`, for settings that a nearer scope must not turn off. */
export function isTrueAnywhere(name: string): boolean {
  return inspected(name).some(({ key: _, languageIds: __, ...values }) => Object.values(values).includes(true));
}

/** Value in the user's own settings, ignoring workspaces. */
export function userValue(name: string): unknown {
  const [first] = inspected(name);
  return first?.globalLanguageValue ?? first?.globalValue;
}

/** A number within limits; `otherwise` for anything else. */
export function numberBetween(value: unknown, least: number, most: number, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : otherwise;
}

export interface Variable {
  readonly name: string;
  readonly value: string;
  /** Empty for the user's settings, else the workspace whose settings set it. */
  readonly setBy: string;
}

/** A map of texts, each with the scope that set it. VS Code merges the maps of all scopes, the nearest last. */
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
