/** Problems in open cluster files as diagnostics. */
import { DiagnosticSeverity, languages, Range, workspace, type Diagnostic, type TextDocument, type Uri } from 'vscode';
import { Lifetime, type Disposable } from '../base/lifetime.ts';
import type { FileProblem, Problem } from '../model/fileFailure.ts';
import { newDiagnostic } from './surface/items.ts';
import { isClusterFile } from './clusterFileName.ts';

/** Typing pause before problems are shown, in milliseconds. */
const quiet = 300;

export interface Diagnostics extends Disposable {
  /** All problems in the document, including those of drivers and their options. */
  problemsOf(document: TextDocument): Promise<readonly FileProblem[]>;
  show(document: TextDocument, problems: readonly FileProblem[]): Promise<void>;
}

/** `read` returns the problems in a file's text. `explain` returns the words for a problem. */
export function createDiagnostics(
  read: (text: string, path: string) => Promise<readonly FileProblem[]>,
  explain: (problem: Problem) => Promise<string>,
  onError: (error: unknown) => void,
): Diagnostics {
  const lifetime = new Lifetime();
  const shown = lifetime.add(languages.createDiagnosticCollection('docker-overlay'));
  const pending = new Map<string, ReturnType<typeof setTimeout>>();

  const show = async (document: TextDocument, problems: readonly FileProblem[]): Promise<void> => {
    const { version } = document;
    const words = await Promise.all(problems.map(({ problem }) => explain(problem)));
    // A newer version is checked by its own call.
    if (document.isClosed || document.version !== version) return;
    shown.set(
      document.uri,
      problems.map((each, index) => diagnostic(document, each, words[index] ?? '')),
    );
  };
  const problemsOf = (document: TextDocument): Promise<readonly FileProblem[]> =>
    read(document.getText(), document.uri.fsPath);
  const check = async (document: TextDocument): Promise<void> => {
    const { version } = document;
    const problems = await problemsOf(document);
    if (document.version === version) await show(document, problems);
  };
  const forget = (uri: Uri): void => {
    clearTimeout(pending.get(uri.toString()));
    pending.delete(uri.toString());
  };
  const checkSoon = (document: TextDocument, after: number): void => {
    if (document.uri.scheme !== 'file' || !isClusterFile(document.uri.path)) return;
    forget(document.uri);
    pending.set(
      document.uri.toString(),
      setTimeout(() => {
        forget(document.uri);
        check(document).catch(onError);
      }, after),
    );
  };

  lifetime.add(
    workspace.onDidOpenTextDocument((document) => {
      checkSoon(document, 0);
    }),
  );
  lifetime.add(
    workspace.onDidChangeTextDocument(({ document }) => {
      checkSoon(document, quiet);
    }),
  );
  lifetime.add(
    workspace.onDidCloseTextDocument((document) => {
      forget(document.uri);
      shown.delete(document.uri);
    }),
  );
  lifetime.add({
    dispose: () => {
      for (const timer of pending.values()) clearTimeout(timer);
    },
  });
  for (const document of workspace.textDocuments) checkSoon(document, 0);
  return {
    problemsOf,
    show,
    dispose: () => {
      lifetime.dispose();
    },
  };
}

function diagnostic(document: TextDocument, { severity, start, end, problem }: FileProblem, words: string): Diagnostic {
  const range = new Range(document.positionAt(start), document.positionAt(end));
  const made = newDiagnostic(
    range,
    words,
    severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
  );
  made.source = 'Docker Overlay';
  made.code = problem.kind;
  return made;
}
