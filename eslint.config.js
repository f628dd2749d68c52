// ESLint: type-aware and strict. Prettier checks the layout, dependency-cruiser the imports between rooms.
import tseslint from 'typescript-eslint';

const refusedSyntax = [
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
  { selector: 'TSEnumDeclaration', message: 'String unions, not enums.' },
];

export default tseslint.config(
  { ignores: ['dist*/**', 'out/**', 'node_modules/**', 'test/lab/tools/**', 'test/fixtures/**'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // `process.env['X']` and `process.env.X` are equally readable.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // It reports `Promise.withResolvers<void>()` by mistake.
      '@typescript-eslint/no-invalid-void-type': 'off',
      eqeqeq: ['error', 'always'],
      'no-restricted-syntax': ['error', ...refusedSyntax],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      // Both are in use: unions are types, object shapes may be either.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
    },
  },
  {
    // Text from outside reaches VS Code only through functions that escape it for where it is shown.
    files: ['src/**/*.ts'],
    ignores: ['src/ui/surface/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...refusedSyntax,
        {
          selector: ':matches(ImportExpression, TSExternalModuleReference) > Literal[value="vscode"]',
          message: 'Import the names that you need, so that those that show text can be told apart.',
        },
      ],
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'vscode',
              importNames: ['window'],
              message: 'Import it from src/ui/surface/window.ts, which escapes what is shown.',
            },
            {
              name: 'vscode',
              importNames: [
                'CodeAction',
                'CodeLens',
                'CompletionItem',
                'Diagnostic',
                'Hover',
                'MarkdownString',
                'Task',
                'TreeItem',
              ],
              allowTypeImports: true,
              message: 'Make it with src/ui/surface/items.ts, which escapes what is shown.',
            },
          ],
        },
      ],
    },
  },
  {
    // Tools load configuration files by their default export.
    files: ['*.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // Tests inspect internals on purpose, and a wrong assertion fails visibly.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
);
