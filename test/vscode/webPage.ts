// One web page of the product, built from source and opened in a browser on its own: VS Code's side of it is played here.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { screenshotFolder } from './workbench.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Colours as VS Code gives them to its pages, of "Dark Modern" and "Light Modern": those that our style sheets ask for. */
const themes = {
  dark: {
    foreground: '#cccccc',
    descriptionForeground: '#9d9d9d',
    errorForeground: '#f85149',
    'editor-background': '#1f1f1f',
    'badge-background': '#616161',
    'badge-foreground': '#f8f8f8',
    'button-background': '#0078d4',
    'button-foreground': '#ffffff',
    'button-border': '#ffffff12',
    'button-hoverBackground': '#026ec1',
    'button-secondaryBackground': '#313131',
    'button-secondaryForeground': '#cccccc',
    'button-secondaryHoverBackground': '#3c3c3c',
    'charts-green': '#89d185',
    'dockerOverlay-degraded': '#cca700',
    'editorError-foreground': '#f14c4c',
    'editorWidget-border': '#454545',
    focusBorder: '#0078d4',
    'inputValidation-errorBackground': '#5a1d1d',
    'inputValidation-errorBorder': '#be1100',
    'inputValidation-warningBackground': '#352a05',
    'inputValidation-warningBorder': '#b89500',
    'keybindingTable-headerBackground': '#cccccc0a',
    'keybindingTable-rowsBackground': '#cccccc0a',
    'list-hoverBackground': '#2a2d2e',
    'panel-border': '#2b2b2b',
    'progressBar-background': '#0078d4',
    'textCodeBlock-background': '#2b2b2b',
    'textLink-activeForeground': '#4daafc',
    'textLink-foreground': '#4daafc',
    'widget-border': '#313131',
  },
  light: {
    foreground: '#3b3b3b',
    descriptionForeground: '#3b3b3b',
    errorForeground: '#f85149',
    'editor-background': '#ffffff',
    'badge-background': '#cccccc',
    'badge-foreground': '#3b3b3b',
    'button-background': '#005fb8',
    'button-foreground': '#ffffff',
    'button-border': '#0000001a',
    'button-hoverBackground': '#0258a8',
    'button-secondaryBackground': '#e5e5e5',
    'button-secondaryForeground': '#3b3b3b',
    'button-secondaryHoverBackground': '#cccccc',
    'charts-green': '#388a34',
    'dockerOverlay-degraded': '#9a6700',
    'editorError-foreground': '#e51400',
    'editorWidget-border': '#c8c8c8',
    focusBorder: '#005fb8',
    'inputValidation-errorBackground': '#f2dede',
    'inputValidation-errorBorder': '#be1100',
    'inputValidation-warningBackground': '#f6f5d2',
    'inputValidation-warningBorder': '#b89500',
    'keybindingTable-headerBackground': '#3b3b3b0a',
    'keybindingTable-rowsBackground': '#3b3b3b0a',
    'list-hoverBackground': '#f2f2f2',
    'panel-border': '#e5e5e5',
    'progressBar-background': '#005fb8',
    'textCodeBlock-background': '#f8f8f8',
    'textLink-activeForeground': '#005fb8',
    'textLink-foreground': '#005fb8',
    'widget-border': '#e5e5e5',
  },
} as const;

const fonts = {
  'font-family': 'system-ui, sans-serif',
  'font-size': '13px',
  'editor-font-family': 'monospace',
  'editor-font-size': '14px',
};

/** What stands in for VS Code inside the page. */
interface Played {
  readonly posted: unknown[];
  state: unknown;
}

export interface WebPage {
  readonly page: Page;
  /** Tells the page something, as the extension does. */
  tell(message: unknown): Promise<void>;
  /** What the page has asked of the extension. */
  posted(): Promise<readonly unknown[]>;
  /** What it remembers over a reload. */
  state(): Promise<unknown>;
  setTheme(theme: keyof typeof themes): Promise<void>;
  /** Writes `out/screenshots/NAME.png`: all of the page, not only what fits. */
  screenshot(name: string): Promise<void>;
}

/** Opens `src/webview/NAME`; `state` is what an earlier page remembered, `at` the time that it stays there. */
export async function openWebPage(browser: Browser, name: string, at: Date, state?: unknown): Promise<WebPage> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`src/webview/${name}/main.ts`, `src/webview/${name}/main.css`],
    outdir: 'out/page',
    bundle: true,
    write: false,
    target: 'es2024',
    format: 'iife',
    tsconfig: 'src/webview/tsconfig.json',
  });
  const textOf = (ending: string): string => outputFiles.find((file) => file.path.endsWith(ending))?.text ?? '';
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  await page.setContent(`<!DOCTYPE html><html lang="en"><head><title>${name}</title><style>${textOf('.css')}</style></head>
    <body style="background: var(--vscode-editor-background)"><main id="page"></main></body></html>`);
  await page.clock.setFixedTime(at);
  await page.evaluate((remembered) => {
    const played: Played = { posted: [], state: remembered };
    Object.assign(globalThis, {
      played,
      acquireVsCodeApi: () => ({
        postMessage: (message: unknown) => played.posted.push(message),
        getState: () => played.state,
        setState: (now: unknown) => (played.state = now),
      }),
    });
  }, state);
  await page.addScriptTag({ content: textOf('.js') });

  const setTheme = async (theme: keyof typeof themes): Promise<void> => {
    const variables = Object.entries({ ...fonts, ...themes[theme] });
    await page.evaluate((all) => {
      for (const [variable, value] of all) document.documentElement.style.setProperty(`--vscode-${variable}`, value);
    }, variables);
  };
  await setTheme('dark');

  return {
    page,
    tell: (message) =>
      page.evaluate((data) => {
        window.dispatchEvent(new MessageEvent('message', { data }));
      }, message),
    posted: () => page.evaluate(() => (globalThis as unknown as { played: Played }).played.posted),
    state: () => page.evaluate(() => (globalThis as unknown as { played: Played }).played.state),
    setTheme,
    async screenshot(shot) {
      mkdirSync(screenshotFolder, { recursive: true });
      await page.screenshot({ path: path.join(screenshotFolder, `${shot}.png`), fullPage: true });
    },
  };
}
