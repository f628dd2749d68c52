/** Cluster files in the editor: completions, hovers, quick fixes and CodeLenses. */
import {
  CodeActionKind,
  CompletionItemKind,
  EventEmitter,
  extensions,
  languages,
  Range,
  SnippetString,
  workspace,
  WorkspaceEdit,
  type CodeAction,
  type CodeLens,
  type CompletionItem,
  type DocumentSelector,
  type Hover,
  type Position,
  type TextDocument,
} from 'vscode';
import { Lifetime, type Disposable } from '../../base/lifetime.ts';
import type { DriverOption } from '../../model/driver.ts';
import { clusterOf } from '../../model/snapshot.ts';
import { clusterFileGlob, isClusterFile } from '../clusterFileName.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { fixesIn } from './fixes.ts';
import { completionsAt, driverAt, type Completion } from './completions.ts';
import { hoverAt, hoveredDriver } from './hover.ts';
import { lenses } from './lenses.ts';
import { hoverOver, newAction, newCompletion, newLens } from '../surface/items.ts';
import { window } from '../surface/window.ts';

const clusterFiles: DocumentSelector = { scheme: 'file', pattern: clusterFileGlob };
/** Red Hat's extension completes YAML from the JSON Schema that this extension contributes. */
const schemaExtension = 'redhat.vscode-yaml';

export function createClusterFileEditor(shell: Shell, onError: (error: unknown) => void): Disposable {
  const lifetime = new Lifetime();
  lifetime.add(
    languages.registerCompletionItemProvider(
      clusterFiles,
      { provideCompletionItems: (document, position) => completionItems(shell, document, position) },
      ...[':', ' ', '-', '{', ',', '['],
    ),
  );
  lifetime.add(
    languages.registerHoverProvider(clusterFiles, {
      provideHover: (document, position) => hover(shell, document, position),
    }),
  );
  lifetime.add(
    languages.registerCodeActionsProvider(
      clusterFiles,
      { provideCodeActions: (document, range) => codeActions(shell, document, range) },
      { providedCodeActionKinds: [CodeActionKind.QuickFix] },
    ),
  );
  const lensesChange = lifetime.add(new EventEmitter<void>());
  const change = (): void => {
    lensesChange.fire();
  };
  lifetime.add(
    languages.registerCodeLensProvider(clusterFiles, {
      onDidChangeCodeLenses: lensesChange.event,
      provideCodeLenses: (document) => codeLenses(shell, document),
    }),
  );
  lifetime.add(shell.current.onDidChange(change));
  lifetime.add(workspace.onDidGrantWorkspaceTrust(change));
  lifetime.add(
    workspace.onDidChangeConfiguration((changed) => {
      if (changed.affectsConfiguration('dockerOverlay.readOnly')) change();
    }),
  );
  const attend = (): void => {
    const isSeen = window.visibleTextEditors.some(({ document }) => isClusterFile(document.uri.path));
    shell.attention.setSeen('dockerOverlay.clusterFile', isSeen);
  };
  lifetime.add(window.onDidChangeVisibleTextEditors(attend));
  attend();
  // The CodeLenses show what exists, even if no other view has loaded a snapshot yet.
  if (shell.current.clusters.snapshot.at.getTime() === 0) shell.current.clusters.ready().catch(onError);
  return lifetime;
}

async function completionItems(
  { current }: Shell,
  document: TextDocument,
  position: Position,
): Promise<CompletionItem[]> {
  const text = document.getText();
  const offset = document.offsetAt(position);
  const driver = driverAt(text, offset);
  const [{ names }, options] = await Promise.all([
    current.tool.drivers(),
    driver === undefined ? undefined : knownOptions(current, driver),
  ]);
  const { snapshot } = current.clusters;
  const machines = snapshot.machines.map(({ name }) => name).filter((name) => !clusterOf(snapshot, name));
  const hasSchemaSupport = extensions.getExtension(schemaExtension) !== undefined;
  return completionsAt(text, offset, { drivers: names, machines, options, hasSchemaSupport }, t).map((each, index) =>
    completionItem(document, position, each, index),
  );
}

async function knownOptions(
  { tool }: Pick<Shell['current'], 'tool'>,
  driver: string,
): Promise<readonly DriverOption[] | undefined> {
  // The file names the driver, and docker-machine runs a program of that name.
  if (!workspace.isTrusted) return undefined;
  const answer = await tool.driverOptions(driver);
  return answer.ok ? answer.value : undefined;
}

function completionItem(
  document: TextDocument,
  position: Position,
  { label, kind, snippet, start, end, detail, help, asksOn }: Completion,
  index: number,
): CompletionItem {
  const item = newCompletion({ label, detail, help }, kinds[kind]);
  const from = document.positionAt(start);
  item.insertText = new SnippetString(snippet);
  item.range = { inserting: new Range(from, position), replacing: new Range(from, document.positionAt(end)) };
  item.sortText = String(index).padStart(4, '0');
  if (asksOn) item.command = { title: '', command: 'editor.action.triggerSuggest' };
  return item;
}

const kinds: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  option: CompletionItemKind.Field,
  value: CompletionItemKind.EnumMember,
  machine: CompletionItemKind.Module,
};

async function hover({ current }: Shell, document: TextDocument, position: Position): Promise<Hover | undefined> {
  const text = document.getText();
  const offset = document.offsetAt(position);
  const driver = hoveredDriver(text, offset);
  const options = driver === undefined ? undefined : await knownOptions(current, driver);
  const found = hoverAt(text, offset, options, t);
  return found && hoverOver(found.help, new Range(document.positionAt(found.start), document.positionAt(found.end)));
}

async function codeActions({ diagnostics }: Shell, document: TextDocument, range: Range): Promise<CodeAction[]> {
  const problems = await diagnostics.problemsOf(document);
  const fixes = fixesIn(problems, document.offsetAt(range.start), document.offsetAt(range.end), t);
  return fixes.map(({ problem, title, text }) => {
    const action = newAction(title, CodeActionKind.QuickFix);
    action.edit = new WorkspaceEdit();
    action.edit.replace(
      document.uri,
      new Range(document.positionAt(problem.start), document.positionAt(problem.end)),
      text,
    );
    action.isPreferred = true;
    return action;
  });
}

async function codeLenses({ current, settings }: Shell, document: TextDocument): Promise<CodeLens[]> {
  const read = await current.runs.readSpec(document.getText(), document.uri.fsPath);
  const shown = lenses(
    {
      ...read,
      file: document.uri,
      snapshot: current.clusters.snapshot,
      isReadOnly: settings.isReadOnly,
      isTrusted: workspace.isTrusted,
    },
    t,
  );
  return shown.map(({ title, command, args }) => newLens(new Range(0, 0, 0, 0), title, command ?? '', args));
}
