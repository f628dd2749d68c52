/** Creates VS Code's tree, editor and terminal objects from texts escaped for them. ESLint forbids creating them elsewhere. */
import {
  CodeAction,
  CodeLens,
  CompletionItem,
  Diagnostic,
  Hover,
  MarkdownString,
  Task,
  TreeItem,
  type CodeActionKind,
  type CompletionItemKind,
  type DiagnosticSeverity,
  type ProcessExecution,
  type Range,
  type TaskDefinition,
  type TaskScope,
  type TreeItemCollapsibleState,
  type WorkspaceFolder,
} from 'vscode';
import { asLabel, type Label } from './labels.ts';
import type { Markdown } from './markdown.ts';

/** With VS Code's icons. Only links to `commands` work: other commands, HTML and remote images stay text. */
export function hoverText(markdown: Markdown, commands: readonly string[] = []): MarkdownString {
  const text = new MarkdownString(markdown, true);
  if (commands.length > 0) text.isTrusted = { enabledCommands: commands };
  return text;
}

export const hoverOver = (markdown: Markdown, range: Range): Hover => new Hover(new MarkdownString(markdown), range);

export function newTreeItem(label: string, description: string, opening?: TreeItemCollapsibleState): TreeItem {
  const item = new TreeItem(asLabel(label), opening);
  item.description = asLabel(description);
  return item;
}

export function newLens(range: Range, title: Label, command: string, args: readonly unknown[]): CodeLens {
  return new CodeLens(range, { title, command, arguments: [...args] });
}

/** Filtered by `label` unchanged. */
export function newCompletion(
  { label, detail, help }: { readonly label: string; readonly detail: string; readonly help: Markdown },
  kind: CompletionItemKind,
): CompletionItem {
  const item = new CompletionItem({ label: asLabel(label), description: asLabel(detail) }, kind);
  item.filterText = label;
  item.documentation = new MarkdownString(help);
  return item;
}

export const newAction = (title: string, kind: CodeActionKind): CodeAction => new CodeAction(asLabel(title), kind);

export const newDiagnostic = (range: Range, message: string, severity: DiagnosticSeverity): Diagnostic =>
  new Diagnostic(range, asLabel(message), severity);

export function newTask(
  definition: TaskDefinition,
  scope: WorkspaceFolder | TaskScope.Global | TaskScope.Workspace,
  name: string,
  execution: ProcessExecution,
): Task {
  return new Task(definition, scope, asLabel(name), 'Docker Overlay', execution, []);
}
