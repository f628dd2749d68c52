/**
 * The extension's wrapper of VS Code's `window`, the only place that may import it (enforced by ESLint). Escapes output for where it is
 * shown. Texts set later, such as a status bar's, have types that only `labels.ts` and `markdown.ts` create.
 */
import {
  window as vscodeWindow,
  type CancellationToken,
  type Event,
  type ExtensionTerminalOptions,
  type InputBox,
  type LogOutputChannel,
  type MarkdownString,
  type MessageOptions,
  type OpenDialogOptions,
  type OutputChannel,
  type Progress,
  type ProgressOptions,
  type QuickInputButton,
  type QuickPick,
  type QuickPickItem,
  type SaveDialogOptions,
  type StatusBarAlignment,
  type StatusBarItem,
  type Terminal,
  type TerminalOptions,
  type TreeView,
  type TreeViewOptions,
  type Uri,
  type ViewColumn,
  type WebviewPanel,
} from 'vscode';
import { asDetail, asLabel, asLog, type Label } from './labels.ts';

/** `T` with labels for its texts `K`. */
type Labelled<T, K extends keyof T> = Omit<T, K> & { [P in K]: Label | Extract<T[P], undefined> };

export type LabelledItem = Labelled<QuickPickItem, 'label' | 'description' | 'detail'>;
export type LabelledPick<T extends LabelledItem> = Labelled<QuickPick<T & QuickPickItem>, 'title' | 'placeholder'>;
export type LabelledBox = Labelled<Omit<InputBox, 'validationMessage'>, 'title' | 'prompt' | 'placeholder'> & {
  validationMessage: Label | undefined;
};
export type LabelledView<T> = Omit<TreeView<T>, 'message' | 'title' | 'description'> & { message: Label | undefined };
export type LabelledEntry = Labelled<Omit<StatusBarItem, 'tooltip'>, 'text'> & { tooltip: MarkdownString | undefined };
export type LabelledPanel = Omit<WebviewPanel, 'title'> & { title: Label };

/** Optional options, then button titles. */
type Show = (message: string, ...rest: readonly (MessageOptions | string)[]) => Promise<string | undefined>;

interface InputQuestion {
  readonly title?: string;
  readonly prompt?: string;
  readonly placeHolder?: string;
  /** Initial value of the box, unescaped. */
  readonly value?: string;
  readonly password?: boolean;
  readonly ignoreFocusOut?: boolean;
  readonly validateInput?: (text: string) => string | undefined;
}

interface PickQuestion {
  readonly title?: string;
  readonly placeHolder?: string;
  readonly matchOnDescription?: boolean;
}

export const window = {
  showInformationMessage: showing('showInformationMessage'),
  showWarningMessage: showing('showWarningMessage'),
  showErrorMessage: showing('showErrorMessage'),

  showInputBox: ({ title, prompt, placeHolder, validateInput, ...rest }: InputQuestion): Thenable<string | undefined> =>
    vscodeWindow.showInputBox({
      ...rest,
      ...labels({ title, prompt, placeHolder }),
      ...(validateInput && { validateInput: (text: string) => optional(validateInput(text)) }),
    }),

  /** Returns the original choice. */
  showQuickPick: async <T extends QuickPickItem | string>(
    choices: readonly T[] | Thenable<readonly T[]>,
    { title, placeHolder, ...rest }: PickQuestion,
    token?: CancellationToken,
  ): Promise<T | undefined> => {
    const items = Promise.resolve(choices).then((all) =>
      all.map((given) => ({ ...labelled(typeof given === 'string' ? { label: given } : given), given })),
    );
    return (await vscodeWindow.showQuickPick(items, { ...rest, ...labels({ title, placeHolder }) }, token))?.given;
  },

  createQuickPick: <T extends LabelledItem>(): LabelledPick<T> =>
    vscodeWindow.createQuickPick<T & QuickPickItem>() as LabelledPick<T>,

  createInputBox: (): LabelledBox => vscodeWindow.createInputBox() as LabelledBox,

  withProgress: <T>(
    { title, ...rest }: ProgressOptions,
    work: (
      progress: Progress<{ readonly message?: string; readonly increment?: number }>,
      token: CancellationToken,
    ) => Thenable<T>,
  ): Thenable<T> =>
    vscodeWindow.withProgress({ ...rest, ...labels({ title }) }, (progress, token) =>
      work(
        {
          report: ({ message, ...step }) => {
            progress.report({ ...step, ...labels({ message }) });
          },
        },
        token,
      ),
    ),

  setStatusBarMessage: (text: string, time: number): { dispose(): unknown } =>
    vscodeWindow.setStatusBarMessage(asLabel(text), time),

  createStatusBarItem: (id: string, alignment: StatusBarAlignment, priority: number): LabelledEntry =>
    vscodeWindow.createStatusBarItem(id, alignment, priority) as LabelledEntry,

  createTreeView: <T>(id: string, options: TreeViewOptions<T>): LabelledView<T> =>
    vscodeWindow.createTreeView(id, options) as LabelledView<T>,

  createLogChannel: (name: string): ShownLog => {
    const channel = vscodeWindow.createOutputChannel(asLabel(name), { log: true });
    const level =
      (name: Level) =>
      (text: string): void => {
        channel[name](asLog(text));
      };
    return {
      get logLevel() {
        return channel.logLevel;
      },
      debug: level('debug'),
      info: level('info'),
      warn: level('warn'),
      error: level('error'),
      show: () => {
        channel.show(true);
      },
      dispose: () => {
        channel.dispose();
      },
    };
  },

  createOutputChannel: (name: string, languageId: string): ShownChannel => {
    const channel = vscodeWindow.createOutputChannel(asLabel(name), languageId);
    return {
      append: (text) => {
        channel.append(asLog(text));
      },
      appendLine: (text) => {
        channel.appendLine(asLog(text));
      },
      clear: () => {
        channel.clear();
      },
      show: (preserveFocus) => {
        channel.show(preserveFocus);
      },
      dispose: () => {
        channel.dispose();
      },
    };
  },

  createTerminal: (options: (TerminalOptions | ExtensionTerminalOptions) & { readonly name: string }): Terminal =>
    vscodeWindow.createTerminal({ ...options, name: asLabel(options.name) }),

  createWebviewPanel: (
    viewType: string,
    title: string,
    column: ViewColumn,
    options: { readonly enableFindWidget: boolean },
  ): LabelledPanel => vscodeWindow.createWebviewPanel(viewType, asLabel(title), column, options) as LabelledPanel,

  registerWebviewPanelSerializer: (
    viewType: string,
    restore: (panel: LabelledPanel, state: unknown) => void,
  ): { dispose(): unknown } =>
    vscodeWindow.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: (panel, state: unknown) => {
        restore(panel as LabelledPanel, state);
        return Promise.resolve();
      },
    }),

  showOpenDialog: ({ title, openLabel, ...rest }: OpenDialogOptions): Thenable<Uri[] | undefined> =>
    vscodeWindow.showOpenDialog({ ...rest, ...labels({ title, openLabel }) }),

  showSaveDialog: ({ title, ...rest }: SaveDialogOptions): Thenable<Uri | undefined> =>
    vscodeWindow.showSaveDialog({ ...rest, ...labels({ title }) }),

  // Members that show no text of this extension.
  get state() {
    return vscodeWindow.state;
  },
  get tabGroups() {
    return vscodeWindow.tabGroups;
  },
  get activeTextEditor() {
    return vscodeWindow.activeTextEditor;
  },
  get visibleTextEditors() {
    return vscodeWindow.visibleTextEditors;
  },
  get onDidChangeWindowState() {
    return vscodeWindow.onDidChangeWindowState;
  },
  get onDidChangeVisibleTextEditors() {
    return vscodeWindow.onDidChangeVisibleTextEditors;
  },
  get onDidCloseTerminal(): Event<Terminal> {
    return vscodeWindow.onDidCloseTerminal;
  },
  get showTextDocument() {
    return vscodeWindow.showTextDocument;
  },
};

type Level = 'debug' | 'info' | 'warn' | 'error';

export type ShownLog = Pick<LogOutputChannel, 'logLevel' | 'dispose' | Level> & { readonly show: () => void };

export type ShownChannel = Pick<OutputChannel, 'append' | 'appendLine' | 'clear' | 'dispose'> & {
  readonly show: (preserveFocus: boolean) => void;
};

/** Returns the button as it was passed in. */
function showing(show: 'showInformationMessage' | 'showWarningMessage' | 'showErrorMessage'): Show {
  return async (message, ...rest) => {
    const options = rest.find((each) => typeof each === 'object');
    const titles = rest.filter((each) => typeof each === 'string');
    const [text, buttons] = [asLabel(message), titles.map(asLabel)];
    const pressed = options
      ? await vscodeWindow[show](text, { ...options, detail: asDetail(options.detail ?? '') }, ...buttons)
      : await vscodeWindow[show](text, ...buttons);
    return titles.find((title) => asLabel(title) === pressed);
  };
}

function labelled(item: QuickPickItem): QuickPickItem {
  const { label, description, detail, buttons } = item;
  return {
    ...item,
    ...labels({ label, description, detail }),
    ...(buttons && { buttons: buttons.map(withLabel) }),
  };
}

const withLabel = (button: QuickInputButton): QuickInputButton =>
  typeof button.tooltip === 'string' ? { ...button, tooltip: asLabel(button.tooltip) } : button;

/** Labels for those texts that are defined. */
function labels<K extends string>(texts: Readonly<Record<K, string | undefined>>): Record<K, Label> {
  return Object.fromEntries(
    Object.entries<string | undefined>(texts).flatMap(([key, text]) =>
      text === undefined ? [] : [[key, asLabel(text)]],
    ),
  ) as Record<K, Label>;
}

const optional = (text: string | undefined): Label | undefined => (text === undefined ? undefined : asLabel(text));
