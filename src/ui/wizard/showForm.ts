/** Shows a form as VS Code's own quick pick or input box, with a step counter and a back button. */
import { QuickInputButtons, type Disposable, type QuickInput } from 'vscode';
import type { Choice, Form } from './forms.ts';
import { asLabel, type Label } from '../surface/labels.ts';
import { window, type LabelledItem } from '../surface/window.ts';

export interface Step {
  readonly title: string;
  /** From 1. */
  readonly step: number;
  readonly of: number;
}

/** `back`: to the previous question; `cancelled`: the user closed the form. */
export type Reply =
  | { readonly kind: 'answer'; readonly answer: string | readonly string[] }
  | { readonly kind: 'back' }
  | { readonly kind: 'cancelled' };

type ChoiceItem = LabelledItem & { readonly choice: Choice };

export function showForm(form: Form, step: Step): Promise<Reply> {
  return form.kind === 'text' ? showText(form, step) : showChoices(form, step);
}

/** Shows a busy form until `work` has ended, if it is not known yet. Undefined if the user closed it. */
export async function whileBusy<T>(step: Step, placeholder: string, work: Promise<T>): Promise<T | undefined> {
  const pick = window.createQuickPick();
  arrange(pick, step);
  pick.buttons = [];
  pick.placeholder = asLabel(placeholder);
  pick.busy = true;
  pick.enabled = false;
  const left = new Promise<undefined>((resolve) => {
    pick.onDidHide(() => {
      resolve(undefined);
    });
  });
  // Avoids flicker if the result is there at once.
  const timer = setTimeout(() => {
    pick.show();
  }, 150);
  try {
    return await Promise.race([work, left]);
  } finally {
    clearTimeout(timer);
    pick.dispose();
  }
}

function showText(
  { prompt, placeholder, value, refused }: Extract<Form, { kind: 'text' }>,
  step: Step,
): Promise<Reply> {
  const box = window.createInputBox();
  arrange(box, step);
  box.prompt = asLabel(prompt);
  box.placeholder = asLabel(placeholder);
  box.value = value;
  const refusal = (text: string): Label | undefined => {
    const words = refused(text);
    return words === undefined ? undefined : asLabel(words);
  };
  return reply(box, (resolve) => [
    box.onDidChangeValue((text) => {
      // Validates non-empty text while the user types; an empty box only on Enter.
      box.validationMessage = text === '' ? undefined : refusal(text);
    }),
    box.onDidAccept(() => {
      box.validationMessage = refusal(box.value);
      if (box.validationMessage === undefined) resolve({ kind: 'answer', answer: box.value });
    }),
    box.onDidTriggerButton(() => {
      resolve({ kind: 'back' });
    }),
  ]);
}

function showChoices(form: Exclude<Form, { kind: 'text' }>, step: Step): Promise<Reply> {
  const pick = window.createQuickPick<ChoiceItem>();
  arrange(pick, step);
  pick.placeholder = asLabel(form.placeholder);
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  const items = form.choices.map((choice): ChoiceItem => ({
    label: asLabel(choice.label),
    description: asLabel(choice.description),
    detail: asLabel(choice.detail),
    choice,
  }));
  pick.items = items;
  if (form.kind === 'choices') {
    pick.canSelectMany = true;
    pick.selectedItems = items.filter(({ choice }) => form.chosen.includes(choice.value));
  } else pick.activeItems = items.filter(({ choice }) => choice.value === form.chosen);
  return reply(pick, (resolve) => [
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (form.kind === 'choices')
        resolve({ kind: 'answer', answer: pick.selectedItems.map(({ choice }) => choice.value) });
      else if (chosen) resolve({ kind: 'answer', answer: chosen.choice.value });
    }),
    pick.onDidTriggerButton(() => {
      resolve({ kind: 'back' });
    }),
  ]);
}

function arrange(
  input: Omit<QuickInput, 'title'> & { title: Label | undefined; buttons?: unknown },
  { title, step, of }: Step,
): void {
  input.title = asLabel(title);
  input.step = step;
  input.totalSteps = of;
  // Switching to another window does not cancel.
  input.ignoreFocusOut = true;
  input.buttons = step > 1 ? [QuickInputButtons.Back] : [];
}

function reply(
  input: Pick<QuickInput, 'onDidHide' | 'show' | 'dispose'>,
  listen: (resolve: (reply: Reply) => void) => readonly Disposable[],
): Promise<Reply> {
  return new Promise<Reply>((resolve) => {
    const listening = [
      ...listen((given) => {
        end(given);
      }),
      input.onDidHide(() => {
        end({ kind: 'cancelled' });
      }),
    ];
    function end(given: Reply): void {
      for (const each of listening.splice(0)) each.dispose();
      input.dispose();
      resolve(given);
    }
    input.show();
  });
}
