// The word that a person types before much is taken away.
import { expect, test, vi } from 'vitest';

interface Box {
  readonly prompt: string;
  readonly placeHolder?: string;
  readonly validateInput: (text: string) => string | undefined;
}

const { boxes, typed } = vi.hoisted(() => ({ boxes: [] as Box[], typed: { text: undefined as string | undefined } }));

vi.mock('vscode', () => ({
  l10n: {
    t: (message: string, ...values: readonly string[]) =>
      message.replace(/\{(\d)\}/g, (_, index: string) => values[Number(index)] ?? ''),
  },
  window: { showInputBox: (box: Box) => (boxes.push(box), Promise.resolve(typed.text)) },
}));

const { confirmByTyping } = await import('../../../../src/ui/runs/confirm.ts');

test.each([
  ['large', true],
  ['larch', false],
  [undefined, false],
])('%s', async (text, isConfirmed) => {
  typed.text = text;
  expect(await confirmByTyping('large', 'Bring large down?')).toBe(isConfirmed);
});

test('the word stands in the prompt, nowhere in the box, and a wrong one is told from it', async () => {
  await confirmByTyping('large', 'Bring large down?');
  const box = boxes.at(-1)!;
  expect(box.prompt).toBe('Type “large” to confirm.');
  expect(box.placeHolder).toBeUndefined();
  expect(['', 'large', 'larch'].map(box.validateInput)).toEqual([undefined, undefined, '“larch” is not “large”.']);
});
